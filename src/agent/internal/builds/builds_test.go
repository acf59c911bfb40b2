package builds

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func folder(t *testing.T) (Folder, func(current string)) {
	t.Helper()
	path := t.TempDir()
	return Folder(path), func(current string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(path, "current"), []byte(current), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCurrentNamesABuildBelowTheFolder(t *testing.T) {
	f, write := folder(t)
	if _, err := f.Current(); !errors.Is(err, ErrNone) {
		t.Errorf("of an empty folder: %v", err)
	}
	write(`{"build": 7, "binary": "7/catalog"}`)
	if b, err := f.Current(); err != nil || b != (Build{7, string(f) + "/7/catalog"}) {
		t.Errorf("got %v, %v", b, err)
	}
	for _, bad := range []string{"", "{", `{"build": 0, "binary": "0/x"}`, `{"build": 1, "binary": "../../bin/sh"}`, `{"build": 1, "binary": "/bin/sh"}`} {
		write(bad)
		if b, err := f.Current(); err == nil || errors.Is(err, ErrNone) {
			t.Errorf("%s gave %v, %v", bad, b, err)
		}
	}
}

func TestAChangeThatIsNotVisibleYetIsWaitedFor(t *testing.T) {
	f, write := folder(t)
	write(`{"build": 1, "binary": "1/x"}`)
	got := make(chan int)
	go func() {
		b, err := f.Changed(context.Background(), 1)
		if err != nil {
			t.Error(err)
		}
		got <- b.Number
	}()
	// Named first, there later, as on a mount that crosses a virtual machine.
	write(`{"build": 2, "binary": "2/x"}`)
	if err := errors.Join(os.Mkdir(filepath.Join(string(f), "2"), 0o755), os.WriteFile(filepath.Join(string(f), "2/x"), nil, 0o755)); err != nil {
		t.Fatal(err)
	}
	if n := <-got; n != 2 {
		t.Errorf("got build %d", n)
	}
}

func TestABuildThatIsTakenOverInTurnWaitsForItsSignal(t *testing.T) {
	f, write := folder(t)
	write(`{"build": 7, "binary": "7/catalog"}`)
	if b, ok := f.Unasked(); !ok || b.Number != 7 {
		t.Errorf("unasked: %v, %v; want build 7", b, ok)
	}
	write(`{"build": 8, "binary": "8/catalog", "inTurn": true}`)
	if b, ok := f.Unasked(); ok {
		t.Errorf("unasked: %v, want none", b)
	}
	// A container that starts has nothing to wait for.
	if b, err := f.Current(); err != nil || b.Number != 8 {
		t.Errorf("got %v, %v; want build 8", b, err)
	}
}
