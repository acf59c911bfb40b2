// Package builds reads which build of the service is wanted.
package builds

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Build is one compiled state of the service.
type Build struct {
	Number int
	// Binary is its absolute path.
	Binary string
}

// Folder is the mounted folder of builds.
type Folder string

// ErrNone says that no build was ever put there.
var ErrNone = errors.New("no build yet")

const (
	reread = 10 * time.Millisecond
	// A signal can overtake the file that it announces on mounts that cross a virtual machine.
	patience = 2 * time.Second
)

// Current reads the file `current`.
func (f Folder) Current() (Build, error) {
	build, _, err := f.read()
	return build, err
}

// Unasked is the build that a runner takes over to by itself, when no signal came: none where its container is one of several that take
// over in turn, and while there is none that could be read.
func (f Folder) Unasked() (Build, bool) {
	build, inTurn, err := f.read()
	return build, err == nil && !inTurn
}

func (f Folder) read() (Build, bool, error) {
	path := filepath.Join(string(f), "current")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Build{}, false, ErrNone
	}
	if err != nil {
		return Build{}, false, fmt.Errorf("reading which build is current: %w", err)
	}
	var named struct {
		Build  int    `json:"build"`
		Binary string `json:"binary"`
		InTurn bool   `json:"inTurn"`
	}
	if err := json.Unmarshal(text, &named); err != nil {
		return Build{}, false, fmt.Errorf("reading %s: %w", path, err)
	}
	if named.Build < 1 || !filepath.IsLocal(named.Binary) {
		return Build{}, false, fmt.Errorf("%s names build %d, binary %q: want a positive number and a path below %s",
			path, named.Build, named.Binary, f)
	}
	return Build{Number: named.Build, Binary: filepath.Join(string(f), named.Binary)}, named.InTurn, nil
}

// Changed reads `current` until it names another build than `seen`, or patience ends; then it gives what is there.
func (f Folder) Changed(ctx context.Context, seen int) (Build, error) {
	deadline := time.Now().Add(patience)
	for {
		build, err := f.Current()
		if err == nil && build.Number != seen && visible(build) {
			return build, nil
		}
		if time.Now().After(deadline) {
			return build, err
		}
		if !pause(ctx, reread) {
			return Build{}, ctx.Err()
		}
	}
}

// First waits for the first build ever.
func (f Folder) First(ctx context.Context) (Build, error) {
	for {
		build, err := f.Current()
		if err == nil {
			return build, nil
		}
		if !errors.Is(err, ErrNone) {
			// Perhaps half visible: give it the same patience as a change.
			return f.Changed(ctx, 0)
		}
		if !pause(ctx, 10*reread) {
			return Build{}, ctx.Err()
		}
	}
}

func visible(b Build) bool {
	_, err := os.Stat(b.Binary)
	return err == nil
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
