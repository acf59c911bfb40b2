// Package auth knows the customers: it gives them tokens and tells other services whose token one is.
package auth

import (
	"context"
	"fmt"

	"shop.example/internal/database"
	"shop.example/internal/health"
	"shop.example/internal/service"
)

// Run wires auth and serves until ctx ends.
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
	store := NewStore(db)
	if err := database.WaitFor(ctx, host.Log, store.Migrate); err != nil {
		return err
	}
	api := &API{
		store:    store,
		accounts: NewLookup(store, live.Get, host.Tracer("auth")),
		signer:   NewSigner(settings.SigningKey),
		settings: live.Get,
		log:      host.Log,
	}
	if err := service.Run(ctx, host, live, service.Parts{
		Routes: api.Routes,
		Checks: []health.Check{{Name: "postgres", Critical: true, Probe: db.Probe}},
	}); err != nil {
		return fmt.Errorf("run auth: %w", err)
	}
	return nil
}
