package process

import (
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"
)

// Process is one running build.
type Process struct {
	Pid int
	// Stdout and Stderr hold the last lines it wrote.
	Stdout, Stderr Tail

	mu     sync.Mutex
	reaped bool
	exits  chan Exit
}

// Exit is how a process ended.
type Exit struct{ status syscall.WaitStatus }

// Code is what a shell would report: the exit code, or 128 and the signal's number.
func (e Exit) Code() int {
	if e.status.Signaled() {
		return 128 + int(e.status.Signal())
	}
	return e.status.ExitStatus()
}

// String reads 'exit status 2' or 'signal: killed'.
func (e Exit) String() string {
	if e.status.Signaled() {
		return "signal: " + e.status.Signal().String()
	}
	return fmt.Sprintf("exit status %d", e.status.ExitStatus())
}

// outputPatience bounds the wait for output after the end: a grandchild may hold the pipe open for ever.
const outputPatience = 200 * time.Millisecond

func watch(pid int, c Command, stdout, stderr *os.File) *Process {
	p := &Process{Pid: pid, exits: make(chan Exit, 1)}
	var reading sync.WaitGroup
	reading.Add(2)
	go pass(stdout, c.Stdout, &p.Stdout, &reading)
	go pass(stderr, c.Stderr, &p.Stderr, &reading)
	go func() {
		exit := <-p.exits
		read := make(chan struct{})
		go func() { reading.Wait(); close(read) }()
		late := time.NewTimer(outputPatience)
		defer late.Stop()
		select {
		case <-read:
		case <-late.C:
		}
		c.Ended(p, exit)
	}()
	return p
}

func (p *Process) end(exit Exit) {
	p.mu.Lock()
	p.reaped = true
	p.mu.Unlock()
	p.exits <- exit
}

// Signal sends one to the process itself, unless it has ended.
func (p *Process) Signal(s syscall.Signal) { p.kill(p.Pid, s) }

// Kill ends the process and all that it started in its group.
func (p *Process) Kill() { p.kill(-p.Pid, syscall.SIGKILL) }

func (p *Process) kill(target int, s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		// It may just have ended: then there is nothing left to tell.
		_ = syscall.Kill(target, s)
	}
}

// Said is what the process last wrote to stderr, or where that is empty, to stdout.
func (p *Process) Said() string {
	if text := p.Stderr.String(); text != "" {
		return text
	}
	return p.Stdout.String()
}
