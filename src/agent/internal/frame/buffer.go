package frame

import "sync"

// Buffer keeps the newest frames up to a number of bytes. Writers never wait; what is too old for it is counted and gone.
type Buffer struct {
	mu sync.Mutex
	// ring holds whole encoded frames one after another, round its end.
	ring        []byte
	start, used int
	// entries describe the frames, oldest first.
	entries []entry
	dropped uint64
	// news is signalled when there is something to read or the count of drops has changed.
	news chan struct{}
}

type entry struct{ bytes, spans int }

// NewBuffer makes one of a fixed capacity; its memory is used only as far as it was filled.
func NewBuffer(bytes int) *Buffer {
	return &Buffer{ring: make([]byte, bytes), news: make(chan struct{}, 1)}
}

// Add takes a frame that stands for so many spans, and gives up the oldest for it where necessary.
func (b *Buffer) Add(t Type, payload []byte, spans int) {
	header := Header(t, len(payload))
	need := len(header) + len(payload)
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.signal()
	if need > len(b.ring) {
		b.dropped += uint64(spans)
		return
	}
	for len(b.ring)-b.used < need {
		b.dropped += uint64(b.entries[0].spans)
		b.remove()
	}
	b.write(header[:])
	b.write(payload)
	b.entries = append(b.entries, entry{need, spans})
}

func (b *Buffer) write(p []byte) {
	at := (b.start + b.used) % len(b.ring)
	n := copy(b.ring[at:], p)
	copy(b.ring, p[n:])
	b.used += len(p)
}

func (b *Buffer) remove() {
	first := b.entries[0]
	b.start = (b.start + first.bytes) % len(b.ring)
	b.used -= first.bytes
	b.entries = b.entries[1:]
	if b.used == 0 {
		// Begin anew: a ring that is emptied quickly then never touches most of its memory.
		b.start, b.entries = 0, nil
	}
}

func (b *Buffer) signal() {
	select {
	case b.news <- struct{}{}:
	default:
	}
}

// Take appends whole frames to `to` while they fit into its capacity, and at least one if there is one. It gives their spans.
func (b *Buffer) Take(to []byte) (taken []byte, spans int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.entries) > 0 {
		first := b.entries[0]
		if len(to) > 0 && len(to)+first.bytes > cap(to) {
			break
		}
		end := min(b.start+first.bytes, len(b.ring))
		to = append(to, b.ring[b.start:end]...)
		to = append(to, b.ring[:first.bytes-(end-b.start)]...)
		spans += first.spans
		b.remove()
	}
	return to, spans
}

// Lost counts spans that were taken and did not arrive.
func (b *Buffer) Lost(spans int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropped += uint64(spans)
}

// Dropped counts all spans that never reached a controller.
func (b *Buffer) Dropped() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.dropped
}

// News has a value after each change; one reader at a time can wait on it.
func (b *Buffer) News() <-chan struct{} { return b.news }
