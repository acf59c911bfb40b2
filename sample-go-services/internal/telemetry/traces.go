package telemetry

import (
	"context"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// sendEvery is how long spans wait for company: short, because somebody is watching.
const sendEvery = 250 * time.Millisecond

// startTraces sends spans to OTEL_EXPORTER_OTLP_ENDPOINT; without it spans are made, for the logs' trace_id, and dropped.
func (t *Telemetry) startTraces(ctx context.Context, about *resource.Resource) error {
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(about)}
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" {
		exporter, err := otlptracehttp.New(ctx,
			otlptracehttp.WithTimeout(3*time.Second),
			// No retry: spans are worth most when new, and a queue of old ones would only grow.
			otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: false}),
		)
		if err != nil {
			return err
		}
		options = append(options, sdktrace.WithBatcher(&quietExporter{SpanExporter: exporter, log: t.Log},
			sdktrace.WithBatchTimeout(sendEvery)))
	}
	provider := sdktrace.NewTracerProvider(options...)
	t.Tracers = provider
	t.closers = append(t.closers, provider.Shutdown)
	return nil
}

// quietExporter says once that spans can't be delivered, and once that they can again.
type quietExporter struct {
	sdktrace.SpanExporter
	log  *slog.Logger
	down atomic.Bool
}

// ExportSpans never returns an error, as OpenTelemetry would print each.
func (e *quietExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := e.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && !e.down.Swap(true):
		e.log.InfoContext(ctx, "traces are not delivered; the service works on without", "error", err)
	case err == nil && e.down.Swap(false):
		e.log.InfoContext(ctx, "traces are delivered again")
	}
	return nil
}
