package upstream

import (
	"context"
	"log/slog"
	"time"

	"github.com/sony/gobreaker/v2"
)

// OpenFor is how long a breaker stays open before it lets a few requests try.
const OpenFor = 2 * time.Second

// newBreaker opens when half of at least twenty calls within ten seconds failed.
func newBreaker(name string, log *slog.Logger) *gobreaker.TwoStepCircuitBreaker[struct{}] {
	return gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name:        name,
		MaxRequests: 3,
		Interval:    10 * time.Second,
		Timeout:     OpenFor,
		ReadyToTrip: func(counts gobreaker.Counts) bool {
			return counts.Requests >= 20 && counts.TotalFailures*2 >= counts.Requests
		},
		OnStateChange: func(name string, from, to gobreaker.State) {
			log.WarnContext(context.Background(), "circuit breaker changed",
				"upstream", name, "from", from.String(), "to", to.String())
		},
	})
}
