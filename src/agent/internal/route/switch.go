// Package route decides which build gets the next request or connection, and knows when a build has none left.
package route

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Switch points at the build that answers now.
type Switch struct {
	patience time.Duration

	mu      sync.Mutex
	current *Target
	// changed is closed when there is something new for those who wait.
	changed chan struct{}
	// reason says why nobody answers; empty while a build is on its way, and then requests wait for it.
	reason  string
	waiting int
}

// ErrNobody is why a request cannot be handed to any build; the text around it is for people.
var ErrNobody = errors.New("nobody answers")

// Each waiting request costs a few kilobytes, and the runner has to stay small.
const mostWaiting = 1000

// The end of a build that takes no connections is noticed far sooner; one that lives on without listening never answers.
const deadPatience = time.Second

// NewSwitch makes one that refuses for the given reason. Requests wait at most `patience` for a build that is on its way.
func NewSwitch(reason string, patience time.Duration) *Switch {
	return &Switch{patience: patience, changed: make(chan struct{}), reason: reason}
}

// Acquire gives the build for a request, other than `dead`, which did not even take the connection.
// The caller releases it.
func (s *Switch) Acquire(ctx context.Context, dead *Target) (*Target, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.current; t != nil && t != dead {
		t.inFlight++
		return t, nil
	}
	return s.wait(ctx, dead)
}

// wait is called with the lock held, and gives it back while it sleeps.
func (s *Switch) wait(ctx context.Context, dead *Target) (*Target, error) {
	late, stubborn := time.NewTimer(s.patience), time.NewTimer(deadPatience)
	defer late.Stop()
	defer stubborn.Stop()
	for s.current == nil || s.current == dead {
		if s.current == nil && s.reason != "" {
			return nil, fmt.Errorf("%w: %s", ErrNobody, s.reason)
		}
		if s.waiting == mostWaiting {
			return nil, fmt.Errorf("%w: %d requests are waiting for the next build already", ErrNobody, mostWaiting)
		}
		if err := s.sleep(ctx, late.C, stubborn.C, dead); err != nil {
			return nil, err
		}
	}
	s.current.inFlight++
	return s.current, nil
}

// sleep ends without an error when there may be something new.
func (s *Switch) sleep(ctx context.Context, late, stubborn <-chan time.Time, dead *Target) error {
	changed := s.changed
	s.waiting++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.waiting--
	}()
	for {
		select {
		case <-changed:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return fmt.Errorf("%w: the next build was not ready within %s", ErrNobody, s.patience)
		case <-stubborn:
			if s.isCurrent(dead) {
				return fmt.Errorf("%w: build %d runs and takes no connections", ErrNobody, dead.Build)
			}
		}
	}
}

func (s *Switch) isCurrent(t *Target) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return t != nil && s.current == t
}

// Move sends what comes from now on to a build. The one before keeps what it has.
func (s *Switch) Move(to *Target) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current != to {
		s.current.retire()
	}
	to.owner = s
	to.revive()
	s.current = to
	s.reason = ""
	s.tell()
}

// Hold makes requests wait: a build is on its way.
func (s *Switch) Hold() { s.empty("") }

// Refuse answers requests with a reason.
func (s *Switch) Refuse(reason string) { s.empty(reason) }

func (s *Switch) empty(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.current.retire()
	}
	s.current, s.reason = nil, reason
	s.tell()
}

func (s *Switch) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}
