// Package orders takes orders: never more than there is, never one twice, and never one that nobody hears of.
package orders

import (
	"context"
	"fmt"

	"shop.example/internal/database"
	"shop.example/internal/health"
	"shop.example/internal/outbox"
	"shop.example/internal/redisstore"
	"shop.example/internal/service"
)

// Run wires orders and serves until ctx ends.
func Run(ctx context.Context, host *service.Host) error {
	live, err := service.Configure(host, DefaultSettings())
	if err != nil {
		return err
	}
	settings := live.Get()
	db, err := database.Open(ctx, settings.Database, host.Name, host.Telemetry)
	if err != nil {
		return err
	}
	defer db.Close()
	redis, err := redisstore.Open(settings.Redis, host.Name, host.Telemetry)
	if err != nil {
		return err
	}
	defer func() { _ = redis.Close() }()
	prices, err := NewPrices(settings.Catalog, host.Telemetry)
	if err != nil {
		return err
	}
	defer func() { _ = prices.Close() }()
	box := outbox.New("orders", host.Propagator)
	store := NewStore(db, box)
	if err := database.WaitFor(ctx, host.Log, store.Migrate); err != nil {
		return err
	}
	publisher := redis.Publisher(settings.Stream)
	api := &API{desk: NewDesk(store, prices), store: store, log: host.Log}
	if err := service.Run(ctx, host, live, service.Parts{
		Routes: api.Routes,
		Checks: []health.Check{
			{Name: "postgres", Critical: true, Probe: db.Probe},
			// Without Redis, orders are taken and their events wait.
			{Name: "redis", Probe: redis.Probe},
		},
		Tasks: []func(context.Context) error{outbox.NewRelay(box, db.DB, publisher, host.Log).Run},
	}); err != nil {
		return fmt.Errorf("run orders: %w", err)
	}
	return nil
}
