// Package loadgen is the shop's customers: requests that arrive at a given rate, and what the customers think of the answers.
package loadgen

import (
	"context"
	"fmt"
	"time"

	"shop.example/internal/service"
	"shop.example/internal/upstream"
)

// Run sends load and serves its control until ctx ends.
func Run(ctx context.Context, host *service.Host) error {
	live, err := service.Configure(host, DefaultSettings())
	if err != nil {
		return err
	}
	stats := NewStats(time.Now)
	schedule := NewSchedule(live.Get().Rate)
	customers := NewCustomers(upstream.Transport(host.Telemetry), live.Get, stats)
	configured := live.Get().Rate
	live.OnChange(func(fresh Settings) {
		// Only an edit of the rate itself overrides what was set by hand.
		if fresh.Rate != configured {
			configured = fresh.Rate
			schedule.SetRate(configured)
		}
	})
	if err := service.Run(ctx, host, live, service.Parts{
		Routes: control{schedule: schedule, stats: stats, log: host.Log}.routes,
		Tasks: []func(context.Context) error{func(ctx context.Context) error {
			return schedule.Run(ctx, func(due time.Time) { customers.Arrive(ctx, due) })
		}},
	}); err != nil {
		return fmt.Errorf("run the load: %w", err)
	}
	return nil
}
