// Package lock keeps two builds of a service from running at once, in whichever of its containers: each runner locks the folder of
// the build that it runs, and all containers of a service have the same folders. The kernel gives a lock back however a runner ends.
package lock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// Linux's locks of an open file, which the package syscall has no names for (fcntl(2)). Those of a process would be none between two
// files of one process, and would need one that may be written to.
const (
	getLock = 36
	setLock = 37
)

// Folder is the mounted folder of builds.
type Folder string

// Lock is the right of a build to run.
type Lock struct {
	folder *os.File
}

// TakenError says that another build still runs, here or in another container.
type TakenError struct {
	Build int
}

func (e TakenError) Error() string {
	return fmt.Sprintf("build %d still runs in another container", e.Build)
}

// Take gives build `number` the right to run, beside others that run the same build. While any runs another one it gives a TakenError.
func (f Folder) Take(number int) (*Lock, error) {
	mine, err := os.Open(filepath.Join(string(f), strconv.Itoa(number)))
	if err != nil {
		return nil, err
	}
	held := &Lock{folder: mine}
	// Locked before the others are looked at: of two that do so at once with different builds at least one sees the other.
	lock := syscall.Flock_t{Type: syscall.F_RDLCK}
	if err := syscall.FcntlFlock(mine.Fd(), setLock, &lock); err != nil {
		held.Give()
		return nil, fmt.Errorf("locking %s: %w", mine.Name(), err)
	}
	if err := f.others(number); err != nil {
		held.Give()
		return nil, err
	}
	return held, nil
}

// Give ends the right. It may be called on nil, and more than once.
func (t *Lock) Give() {
	if t != nil {
		// The lock goes with the file; it was open for nothing else.
		_ = t.folder.Close()
	}
}

func (f Folder) others(than int) error {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		number, err := strconv.Atoi(entry.Name())
		if err != nil || number == than || !entry.IsDir() {
			continue
		}
		runs, err := f.runs(number)
		if err != nil {
			return err
		}
		if runs {
			return TakenError{number}
		}
	}
	return nil
}

// runs looks whether anybody has locked the folder of a build. It asks whether a lock could be had, and takes none.
func (f Folder) runs(number int) (bool, error) {
	folder, err := os.Open(filepath.Join(string(f), strconv.Itoa(number)))
	if errors.Is(err, fs.ErrNotExist) {
		// Removed meanwhile, because it is too old.
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = folder.Close() }()
	lock := syscall.Flock_t{Type: syscall.F_WRLCK}
	if err := syscall.FcntlFlock(folder.Fd(), getLock, &lock); err != nil {
		return false, fmt.Errorf("asking for the lock of %s: %w", folder.Name(), err)
	}
	return lock.Type != syscall.F_UNLCK, nil
}
