package catalog

import (
	"context"
	"fmt"
	"time"

	"shop.example/internal/database"
	"shop.example/internal/health"
	"shop.example/internal/layered"
	"shop.example/internal/redisstore"
	"shop.example/internal/service"
)

// warmUpTimeout bounds the warm start: a cold cache is better than no service.
const warmUpTimeout = 3 * time.Second

// Run wires the catalog and serves until ctx ends.
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
	store := NewStore(db)
	catalog, err := New(store, live.Get, layered.Config{Redis: redis, Telemetry: host.Telemetry})
	if err != nil {
		return err
	}
	if err := database.WaitFor(ctx, host.Log, store.Migrate); err != nil {
		return err
	}
	warm, cancel := context.WithTimeout(ctx, warmUpTimeout)
	defer cancel()
	if err := catalog.WarmUp(warm); err != nil {
		host.Log.WarnContext(ctx, "starting cold", "error", err)
	}
	live.OnChange(func(Settings) { catalog.Resize() })
	if err := service.Run(ctx, host, live, service.Parts{
		Routes:  NewAPI(catalog, host.Log).Routes,
		Handler: besideGRPC(catalog, host.Telemetry),
		Checks: []health.Check{
			// Neither is critical: without one the catalog is slower, without both it still answers what it remembers.
			{Name: "postgres", Probe: db.Probe},
			{Name: "redis", Probe: redis.Probe},
		},
	}); err != nil {
		return fmt.Errorf("run the catalog: %w", err)
	}
	return nil
}
