// Package telemetry gives a service its logs, traces and metrics. Nothing in it is global: pass what it returns.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// Identity says whose telemetry it is.
type Identity struct {
	Name     string
	Version  string
	Instance string // the host's name: a container's id
}

// Telemetry is what a service observes itself with.
type Telemetry struct {
	Log        *slog.Logger
	LogLevel   *slog.LevelVar
	Tracers    trace.TracerProvider
	Meters     metric.MeterProvider
	Propagator propagation.TextMapPropagator
	Metrics    *prometheus.Registry

	closers []func(context.Context) error
}

// Start sets up logs, traces and metrics. It reaches for nobody: an absent collector costs one log line, later.
func Start(ctx context.Context, identity Identity) (*Telemetry, error) {
	level := &slog.LevelVar{}
	log := slog.New(withTrace(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: level}))).
		With("service", identity.Name)
	about, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(aboutService(identity)...),
		resource.WithFromEnv(),
	)
	if err != nil {
		return nil, fmt.Errorf("describe the service to OpenTelemetry: %w", err)
	}
	t := &Telemetry{
		Log:        log,
		LogLevel:   level,
		Propagator: propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}),
	}
	if err := t.startMetrics(about); err != nil {
		return nil, fmt.Errorf("start metrics: %w", err)
	}
	if err := t.startTraces(ctx, about); err != nil {
		return nil, fmt.Errorf("start traces: %w", err)
	}
	return t, nil
}

// Tracer makes spans under the name of a part of the service.
func (t *Telemetry) Tracer(name string) trace.Tracer { return t.Tracers.Tracer("shop.example/" + name) }

// Meter makes instruments under the name of a part of the service.
func (t *Telemetry) Meter(name string) metric.Meter { return t.Meters.Meter("shop.example/" + name) }

// Close sends what is still to send.
func (t *Telemetry) Close(ctx context.Context) error {
	var failed []error
	for _, close := range t.closers {
		failed = append(failed, close(ctx))
	}
	return errors.Join(failed...)
}

func aboutService(identity Identity) []attribute.KeyValue {
	return []attribute.KeyValue{
		semconv.ServiceNamespace("shop"),
		semconv.ServiceName(identity.Name),
		semconv.ServiceVersion(identity.Version),
		semconv.ServiceInstanceID(identity.Instance),
		semconv.HostName(identity.Instance),
	}
}
