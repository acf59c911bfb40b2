package process

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

const (
	// A line is passed on whole, so that reports and two builds at once don't cut into each other's lines …
	longestLine = 64 << 10
	// … but what a process wrote without ending the line is shown all the same, after a moment.
	unfinishedLine = 100 * time.Millisecond
)

// pass hands on what a process writes, line by line, until the pipe closes.
func pass(from *os.File, to io.Writer, tail *Tail, reading *sync.WaitGroup) {
	defer reading.Done()
	defer closeAll(from)
	both := io.MultiWriter(tail, to)
	buffer := make([]byte, 0, 8<<10)
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(make([]byte, 0, 2*cap(buffer)), buffer...)
		}
		n, err := from.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		whole := bytes.LastIndexByte(buffer, '\n') + 1
		if err != nil || len(buffer) >= longestLine {
			whole = len(buffer)
		}
		if whole > 0 {
			// Nobody is left to tell when the engine has closed the stream; the process must not block on it.
			_, _ = both.Write(buffer[:whole])
			buffer = buffer[:copy(buffer, buffer[whole:])]
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
		waitAtMost(from, len(buffer) > 0)
	}
}

// waitAtMost bounds the next read while half a line is held back.
func waitAtMost(from *os.File, holding bool) {
	var deadline time.Time
	if holding {
		deadline = time.Now().Add(unfinishedLine)
	}
	// A pipe that knows no deadlines only shows half lines later.
	_ = from.SetReadDeadline(deadline)
}
