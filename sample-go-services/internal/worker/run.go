// Package worker does what can wait: it hears of orders from the queue and tells their customers.
package worker

import (
	"context"
	"fmt"
	"net/http"

	"shop.example/internal/database"
	"shop.example/internal/health"
	"shop.example/internal/httpserver"
	"shop.example/internal/jsonbody"
	"shop.example/internal/problem"
	"shop.example/internal/redisstore"
	"shop.example/internal/service"
)

// Run wires the worker and works until ctx ends.
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
	inbox := NewInbox(db)
	if err := database.WaitFor(ctx, host.Log, inbox.Migrate); err != nil {
		return err
	}
	notifier, err := NewNotifier(inbox, host.Telemetry)
	if err != nil {
		return err
	}
	consumer, err := redis.Consumer(redisstore.GroupSettings{
		Stream: settings.Stream, Group: settings.Group, Consumer: host.Hostname,
		Concurrency: settings.Concurrency, Attempts: settings.Attempts, Abandoned: settings.Abandoned,
	})
	if err != nil {
		return err
	}
	if err := service.Run(ctx, host, live, service.Parts{
		Routes: func(router *httpserver.Router) { router.Plain("GET /notifications", latest(inbox)) },
		Checks: []health.Check{
			// Neither is critical: without them the worker waits, and its work waits in the queue.
			{Name: "postgres", Probe: db.Probe},
			{Name: "redis", Probe: redis.Probe},
		},
		Tasks: []func(context.Context) error{func(ctx context.Context) error {
			return consumer.Consume(ctx, notifier.Handle)
		}},
	}); err != nil {
		return fmt.Errorf("run the worker: %w", err)
	}
	return nil
}

// latest shows what customers were told.
func latest(inbox *Inbox) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		notifications, count, err := inbox.Latest(r.Context(), 20)
		if err != nil {
			problem.Write(w, r, http.StatusServiceUnavailable, "inbox-away", err.Error())
			return
		}
		jsonbody.Write(w, http.StatusOK, map[string]any{"count": count, "latest": notifications})
	})
}
