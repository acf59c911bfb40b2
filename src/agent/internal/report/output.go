package report

import (
	"io"
	"sync"
)

// Output is one of the container's two streams, shared by the runner and the builds that run beside each other.
type Output struct {
	mu     sync.Mutex
	to     io.Writer
	midway bool
}

// NewOutput shares a stream.
func NewOutput(to io.Writer) *Output { return &Output{to: to} }

// Write passes a service's bytes on unchanged.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(p) > 0 {
		o.midway = p[len(p)-1] != '\n'
	}
	return o.to.Write(p)
}

// maxLine keeps a report within what a pipe takes in one piece (PIPE_BUF).
const maxLine = 4096

// Report writes one line of its own, even where a service left its line unfinished.
func (o *Output) Report(line Line) {
	text := fitted(line)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.midway {
		text = append([]byte{'\n'}, text...)
	}
	o.midway = false
	// Nobody is left to tell when the engine has closed the stream.
	_, _ = o.to.Write(text)
}
