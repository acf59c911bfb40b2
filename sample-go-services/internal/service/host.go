package service

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"shop.example/internal/config"
	"shop.example/internal/health"
	"shop.example/internal/httpserver"
	"shop.example/internal/telemetry"
)

// Host is what a program gets from the frame: who it is and what it observes itself with.
type Host struct {
	Name     string
	Version  string
	Hostname string
	*telemetry.Telemetry
}

// settings is what Configure accepts: settings that embed Settings.
type settings interface {
	config.Validator
	Base() Settings
}

// Configure reads the service's settings: /etc/shop/<service>.yaml or CONFIG_FILE, then the environment.
func Configure[T settings](host *Host, defaults T) (*config.Live[T], error) {
	path := os.Getenv("CONFIG_FILE")
	if path == "" {
		path = filepath.Join("/etc/shop", host.Name+".yaml")
	}
	live, err := config.Open(path, defaults, host.Log)
	if err != nil {
		return nil, err
	}
	live.OnChange(func(fresh T) {
		if level, err := fresh.Base().level(); err == nil { // validated before
			host.LogLevel.Set(level)
		}
	})
	return live, nil
}

// Parts are what a service is made of when it is wired.
type Parts struct {
	Routes func(*httpserver.Router)
	Checks []health.Check
	// Handler, when set, sees every request before the routes do.
	Handler func(next http.Handler) http.Handler
	// Tasks run beside the server until ctx ends; one that fails stops the service.
	Tasks []func(context.Context) error
}

// Run serves a wired service until ctx ends.
func Run[T settings](ctx context.Context, host *Host, live *config.Live[T], parts Parts) error {
	router := httpserver.NewRouter(host.Telemetry)
	router.Plain("GET /{$}", host.about())
	router.Plain("GET /healthz", alive())
	router.Plain("GET /readyz", health.NewBoard(parts.Checks...))
	router.Plain("GET /metrics", host.MetricsHandler())
	router.Plain("GET /settings", showSettings(live))
	if parts.Routes != nil {
		parts.Routes(router)
	}
	var handler http.Handler = router
	if parts.Handler != nil {
		handler = parts.Handler(router)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return httpserver.Run(ctx, live.Get().Base().server(), handler, host.Log) })
	group.Go(func() error { return live.Watch(ctx) })
	for _, task := range parts.Tasks {
		group.Go(func() error { return task(ctx) })
	}
	return group.Wait()
}

// about answers who is answering: with several replicas or builds, that is what one wants to see.
func (h *Host) about() http.Handler {
	return answer(func() any {
		return map[string]string{"service": h.Name, "version": h.Version, "hostname": h.Hostname}
	})
}

func alive() http.Handler {
	return answer(func() any { return map[string]string{"status": "alive"} })
}

func showSettings[T settings](live *config.Live[T]) http.Handler {
	return answer(func() any {
		values, status := live.Show()
		return map[string]any{"settings": values, "source": status}
	})
}

func answer(value func() any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text, err := json.MarshalIndent(value(), "", "  ")
		if err != nil {
			http.Error(w, fmt.Sprintf("encode: %v", err), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(append(text, '\n')) // the client is gone: nobody to tell
	})
}
