// Package health answers whether a service can do its work, and what stands in the way.
package health

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// probeTimeout bounds one probe, so that a hanging dependency can't hang the answer.
const probeTimeout = 700 * time.Millisecond

// Check is one dependency. Without a critical one the service can't work; without another it is degraded.
type Check struct {
	Name     string
	Critical bool
	Probe    func(context.Context) error
}

// Verdict is the answer as a whole.
type Verdict struct {
	Status string   `json:"status"` // ready, degraded, unready
	Checks []Result `json:"checks"`
}

// Result is what one check found.
type Result struct {
	Name     string `json:"name"`
	OK       bool   `json:"ok"`
	Critical bool   `json:"critical"`
	Error    string `json:"error,omitempty"`
}

// Board asks all checks at once.
type Board struct {
	checks []Check
}

// NewBoard makes a board of checks.
func NewBoard(checks ...Check) *Board { return &Board{checks: checks} }

// Ask runs every check.
func (b *Board) Ask(ctx context.Context) Verdict {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	verdict := Verdict{Status: "ready", Checks: make([]Result, len(b.checks))}
	var group sync.WaitGroup
	for i, check := range b.checks {
		group.Go(func() {
			result := Result{Name: check.Name, OK: true, Critical: check.Critical}
			if err := check.Probe(ctx); err != nil {
				result.OK, result.Error = false, err.Error()
			}
			verdict.Checks[i] = result
		})
	}
	group.Wait()
	for _, result := range verdict.Checks {
		switch {
		case result.OK:
		case result.Critical:
			verdict.Status = "unready"
		case verdict.Status == "ready":
			verdict.Status = "degraded"
		}
	}
	return verdict
}

// ServeHTTP answers 200 when ready or degraded, else 503.
func (b *Board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	verdict := b.Ask(r.Context())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if verdict.Status == "unready" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(verdict) // the client is gone: nobody to tell
}
