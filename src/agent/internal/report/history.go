package report

import (
	"context"
	"io"
	"sync"
)

// remembered is enough for what happened since somebody last listened, and little to keep.
const remembered = 128

// History keeps the last reports for those who can't read the container's log: not every logging driver lets it be read.
type History struct {
	mu    sync.Mutex
	lines [][]byte
	// dropped counts the lines that were there before the first that is kept.
	dropped int
	// grown is closed when there is more.
	grown chan struct{}
}

// NewHistory is empty.
func NewHistory() *History { return &History{grown: make(chan struct{})} }

func (h *History) add(text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.lines) == remembered {
		h.lines = append(h.lines[:0], h.lines[1:]...)
		h.dropped++
	}
	h.lines = append(h.lines, text)
	close(h.grown)
	h.grown = make(chan struct{})
}

// since gives what came after the first `seen` lines, how many there were in all, and what tells of more.
func (h *History) since(seen int) (lines [][]byte, all int, more <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	from := min(max(0, seen-h.dropped), len(h.lines))
	return append([][]byte(nil), h.lines[from:]...), h.dropped + len(h.lines), h.grown
}

// Tell writes what is kept, then each new line, until the context ends or nobody takes it. A slow reader misses what is
// forgotten meanwhile.
func (h *History) Tell(ctx context.Context, to io.Writer) {
	seen := 0
	for {
		lines, all, more := h.since(seen)
		seen = all
		for _, line := range lines {
			if _, err := to.Write(line); err != nil {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-more:
		}
	}
}
