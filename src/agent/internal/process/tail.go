package process

import (
	"bytes"
	"strings"
	"sync"
)

const (
	tailLines = 20
	// A Go panic prints its message and its own stack first; what follows is other goroutines.
	crashLines = 60
	lineBytes  = 400
)

// Tail keeps the last lines of a stream, and of a panic its first ones.
type Tail struct {
	mu      sync.Mutex
	partial []byte
	last    []string
	crash   []string
	crashed bool
}

// Write takes more of the stream.
func (t *Tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for rest := p; len(rest) > 0; {
		line, after, ended := bytes.Cut(rest, []byte{'\n'})
		if room := lineBytes - len(t.partial); room > 0 {
			t.partial = append(t.partial, line[:min(room, len(line))]...)
		}
		if ended {
			t.end()
		}
		rest = after
	}
	return len(p), nil
}

func (t *Tail) end() {
	line := strings.TrimRight(string(t.partial), "\r")
	t.partial = t.partial[:0]
	if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "SIGQUIT: ") {
		t.crashed, t.crash = true, nil
	}
	if t.crashed && len(t.crash) < crashLines {
		t.crash = append(t.crash, line)
	}
	if len(t.last) == tailLines {
		t.last = append(t.last[:0], t.last[1:]...)
	}
	t.last = append(t.last, line)
}

// String gives the lines: of a panic if there was one, else the last.
func (t *Tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.partial) > 0 {
		t.end()
	}
	if t.crashed {
		return strings.TrimSpace(strings.Join(t.crash, "\n"))
	}
	return strings.TrimSpace(strings.Join(t.last, "\n"))
}
