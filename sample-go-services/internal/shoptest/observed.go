// Package shoptest has what tests of several packages share: real databases, a connection that can be cut, and telemetry
// that can be read.
package shoptest

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"shop.example/internal/telemetry"
)

// Observed is telemetry whose spans a test can read.
type Observed struct {
	*telemetry.Telemetry
	Spans *tracetest.SpanRecorder
}

// Observe makes telemetry that logs to the test when it fails and sends nothing.
func Observe(t testing.TB) Observed {
	t.Helper()
	spans := tracetest.NewSpanRecorder()
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))
	meters := sdkmetric.NewMeterProvider()
	t.Cleanup(func() {
		_ = tracers.Shutdown(context.Background())
		_ = meters.Shutdown(context.Background())
	})
	level := &slog.LevelVar{}
	level.Set(slog.LevelWarn)
	return Observed{
		Spans: spans,
		Telemetry: &telemetry.Telemetry{
			Log:        slog.New(slog.NewTextHandler(testOutput(t), &slog.HandlerOptions{Level: level})),
			LogLevel:   level,
			Tracers:    tracers,
			Meters:     meters,
			Propagator: propagation.TraceContext{},
			Metrics:    prometheus.NewRegistry(),
		},
	}
}

// testOutput is the test's own, which go test prints for failed tests alone; a benchmark logs nothing.
func testOutput(t testing.TB) io.Writer {
	if _, ok := t.(*testing.B); ok {
		return io.Discard
	}
	return t.Output()
}
