// Package process starts the builds of a service and collects every process that ends below the runner.
package process

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

// Table starts processes and reaps all descendants: it is the only one in the program that waits for children.
type Table struct {
	starts chan start
}

// Command says what to start.
type Command struct {
	Path string
	// Args begins with the name by which the program is called.
	Args   []string
	Env    []string
	Stdout io.Writer
	Stderr io.Writer
	// Ended is called once, from another goroutine, after the last output was read.
	Ended func(*Process, Exit)
}

type start struct {
	command Command
	reply   chan<- started
}

type started struct {
	process *Process
	err     error
}

// NewTable takes over the reaping of children for the rest of the program's life.
func NewTable() *Table {
	t := &Table{starts: make(chan start)}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	go t.run(ended)
	return t
}

// Start runs a command in its own process group, with the runner's working directory and user.
func (t *Table) Start(c Command) (*Process, error) {
	reply := make(chan started, 1)
	t.starts <- start{c, reply}
	s := <-reply
	return s.process, s.err
}

// run stays on one thread for ever: PR_SET_PDEATHSIG fires when the *thread* that forked ends (golang/go#27505).
func (t *Table) run(ended <-chan os.Signal) {
	runtime.LockOSThread()
	adoptOrphans()
	running := map[int]*Process{}
	for {
		select {
		case s := <-t.starts:
			p, err := launch(s.command)
			if err == nil {
				running[p.Pid] = p
			}
			s.reply <- started{p, err}
		case <-ended:
			reap(running)
		}
	}
}

// reap collects all that has ended. Starting happens on the same goroutine, so no exit is seen before its start.
func reap(running map[int]*Process) {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if pid <= 0 || err != nil {
			return
		}
		if p, ours := running[pid]; ours {
			delete(running, pid)
			// What it left behind in its group could hold a port or a lock that the next build needs.
			_ = syscall.Kill(-pid, syscall.SIGKILL)
			p.end(Exit{status})
		}
	}
}

// adoptOrphans makes grandchildren ours even where the runner is not PID 1.
func adoptOrphans() {
	const prSetChildSubreaper = 36
	// As PID 1 it changes nothing, and elsewhere its failure only leaves orphans to the real PID 1.
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0)
}

func launch(c Command) (*Process, error) {
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("opening a pipe for the output of %s: %w", c.Path, err)
	}
	errRead, errWrite, err := os.Pipe()
	if err != nil {
		closeAll(outRead, outWrite)
		return nil, fmt.Errorf("opening a pipe for the errors of %s: %w", c.Path, err)
	}
	handle, err := os.StartProcess(c.Path, c.Args, &os.ProcAttr{
		Env:   c.Env,
		Files: []*os.File{os.Stdin, outWrite, errWrite},
		Sys:   &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL},
	})
	closeAll(outWrite, errWrite)
	if err != nil {
		closeAll(outRead, errRead)
		return nil, fmt.Errorf("starting %s: %w", c.Path, err)
	}
	pid := handle.Pid
	// Its end comes through reap, so the handle would only hold a descriptor.
	_ = handle.Release()
	return watch(pid, c, outRead, errRead), nil
}

func closeAll(files ...*os.File) {
	for _, f := range files {
		// They are pipes of our own; nothing is lost by a failed close.
		_ = f.Close()
	}
}
