package route

import "net/http"

// Target is one running build as the proxies see it. All but the fields that are set at first is guarded by the switch.
type Target struct {
	Build int
	// Address is its host and port.
	Address string
	// HTTP sends it requests; nil where connections are passed on as they are.
	HTTP http.RoundTripper

	owner    *Switch
	inFlight int
	retired  bool
	idle     chan struct{}
}

// Release gives back what Acquire gave.
func (t *Target) Release() {
	t.owner.mu.Lock()
	defer t.owner.mu.Unlock()
	t.inFlight--
	if t.retired && t.inFlight == 0 {
		close(t.idle)
	}
}

// InFlight counts the requests or connections that it has.
func (t *Target) InFlight() int {
	t.owner.mu.Lock()
	defer t.owner.mu.Unlock()
	return t.inFlight
}

// Idle is closed once it gets no more work and has finished all it had.
func (t *Target) Idle() <-chan struct{} {
	t.owner.mu.Lock()
	defer t.owner.mu.Unlock()
	return t.idle
}

func (t *Target) retire() {
	t.retired = true
	if t.inFlight == 0 {
		close(t.idle)
	}
}

func (t *Target) revive() {
	t.retired = false
	t.idle = make(chan struct{})
}
