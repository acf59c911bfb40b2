package loadgen

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Schedule decides when requests begin: independent arrivals (a Poisson process), as of many customers who know nothing of
// each other. It never waits for answers, so that a slow shop can't slow its own load down.
type Schedule struct {
	mu      sync.Mutex
	rate    float64
	changed chan struct{}
}

// NewSchedule starts at a rate per second; 0 pauses.
func NewSchedule(rate float64) *Schedule {
	return &Schedule{rate: rate, changed: make(chan struct{})}
}

// Rate is the rate now, per second.
func (s *Schedule) Rate() float64 {
	rate, _ := s.now()
	return rate
}

// SetRate changes the rate at once.
func (s *Schedule) SetRate(rate float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if rate == s.rate {
		return
	}
	s.rate = rate
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Schedule) now() (float64, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rate, s.changed
}

// Run calls arrive at each arrival, with the time at which it was due, until ctx ends. arrive must return at once.
func (s *Schedule) Run(ctx context.Context, arrive func(due time.Time)) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	due := time.Now()
	for ctx.Err() == nil {
		rate, changed := s.now()
		var wait <-chan time.Time // stays nil, which waits for ever, while paused
		if rate > 0 {
			due = due.Add(time.Duration(rand.ExpFloat64() / rate * float64(time.Second)))
			timer.Reset(time.Until(due))
			wait = timer.C
		}
		select {
		case <-ctx.Done():
		case <-changed:
			due = time.Now()
		case <-wait:
			arrive(due)
		}
	}
	return nil
}
