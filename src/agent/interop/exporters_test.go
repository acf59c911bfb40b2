// Package interop checks the agent and the runner against the libraries that services use. It is a module of its own, so that
// the two themselves need nothing but Go.
package interop

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"sim.dev/agent/internal/frame"
	"sim.dev/agent/internal/otlp"
)

// listen starts a receiver and gives its two endpoints.
func listen(t *testing.T) (buffer *frame.Buffer, overGRPC, overHTTP string) {
	t.Helper()
	buffer = frame.NewBuffer(1 << 20)
	receiver := otlp.NewReceiver(buffer, slog.New(slog.DiscardHandler))
	two := httptest.NewUnstartedServer(receiver.GRPC())
	two.Config.Protocols = new(http.Protocols)
	two.Config.Protocols.SetUnencryptedHTTP2(true)
	two.Start()
	one := httptest.NewServer(receiver.HTTP())
	t.Cleanup(two.Close)
	t.Cleanup(one.Close)
	return buffer, two.Listener.Addr().String(), one.Listener.Addr().String()
}

func TestTracesOfTheRealExportersArriveWhole(t *testing.T) {
	for name, client := range map[string]func(overGRPC, overHTTP string) otlptrace.Client{
		"gRPC": func(at, _ string) otlptrace.Client {
			return otlptracegrpc.NewClient(otlptracegrpc.WithEndpoint(at), otlptracegrpc.WithInsecure())
		},
		"gRPC, gzip": func(at, _ string) otlptrace.Client {
			return otlptracegrpc.NewClient(otlptracegrpc.WithEndpoint(at), otlptracegrpc.WithInsecure(), otlptracegrpc.WithCompressor("gzip"))
		},
		"HTTP": func(_, at string) otlptrace.Client {
			return otlptracehttp.NewClient(otlptracehttp.WithEndpoint(at), otlptracehttp.WithInsecure())
		},
		"HTTP, gzip": func(_, at string) otlptrace.Client {
			return otlptracehttp.NewClient(otlptracehttp.WithEndpoint(at), otlptracehttp.WithInsecure(),
				otlptracehttp.WithCompression(otlptracehttp.GzipCompression))
		},
	} {
		t.Run(name, func(t *testing.T) {
			buffer, overGRPC, overHTTP := listen(t)
			exporter, err := otlptrace.New(t.Context(), client(overGRPC, overHTTP))
			must(t, err)
			provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
			_, span := provider.Tracer("test").Start(t.Context(), "GET /products")
			span.SetAttributes(attribute.Int("http.response.status_code", 200))
			span.End()
			must(t, provider.Shutdown(context.WithoutCancel(t.Context())))
			got := decode(t, buffer)
			if got.GetName() != "GET /products" || got.GetAttributes()[0].GetValue().GetIntValue() != 200 {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestMetricsAndLogsOfTheRealExportersAreTaken(t *testing.T) {
	_, overGRPC, overHTTP := listen(t)
	metrics, err := otlpmetricgrpc.New(t.Context(), otlpmetricgrpc.WithEndpoint(overGRPC), otlpmetricgrpc.WithInsecure())
	must(t, err, metrics.Export(t.Context(), &metricdata.ResourceMetrics{}))
	logs, err := otlploghttp.New(t.Context(), otlploghttp.WithEndpoint(overHTTP), otlploghttp.WithInsecure())
	must(t, err, logs.Export(t.Context(), []sdklog.Record{{}}))
}
