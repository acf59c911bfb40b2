package lock

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func folderOf(t *testing.T, builds ...string) Folder {
	t.Helper()
	root := t.TempDir()
	for _, build := range builds {
		if err := os.Mkdir(filepath.Join(root, build), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return Folder(root)
}

func take(t *testing.T, f Folder, number int) *Lock {
	t.Helper()
	held, err := f.Take(number)
	if err != nil {
		t.Fatalf("Take(%d): %v", number, err)
	}
	return held
}

func TestTheSameBuildRunsAsOftenAsItLikes(t *testing.T) {
	f := folderOf(t, "7", "8")
	take(t, f, 7)
	take(t, f, 7).Give()
	take(t, f, 7)
}

func TestAnotherBuildWaitsUntilTheLastHasEnded(t *testing.T) {
	f := folderOf(t, "7", "8", "not-a-build")
	first, second := take(t, f, 7), take(t, f, 7)
	first.Give()
	var taken TakenError
	if _, err := f.Take(8); !errors.As(err, &taken) || taken.Build != 7 {
		t.Fatalf("Take(8) while 7 runs: %v, want that it is taken by 7", err)
	}
	// Who waits keeps nobody else from running.
	take(t, f, 7).Give()
	second.Give()
	take(t, f, 8)
}

func TestABuildThatIsNotThereCannotRun(t *testing.T) {
	if _, err := folderOf(t).Take(9); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("Take(9) = %v, want that it is not there", err)
	}
}
