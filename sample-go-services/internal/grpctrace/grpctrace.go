// Package grpctrace is OpenTelemetry's instrumentation of gRPC, with the names of servers that were asked for: alone, it
// writes the addresses that they were found at, and behind a proxy that of the proxy's own connection.
package grpctrace

import (
	"context"
	"net"
	"strconv"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"

	"shop.example/internal/telemetry"
)

// Client observes calls to the server at an address, host:port.
func Client(address string, t *telemetry.Telemetry) stats.Handler {
	peer := serverAt(address)
	return named{otelgrpc.NewClientHandler(options(t)...), func(_ context.Context, event stats.RPCStats) []attribute.KeyValue {
		if _, sent := event.(*stats.OutHeader); sent {
			return peer
		}
		return nil
	}}
}

// Server observes the calls that come in; callers say in :authority whom they meant.
func Server(t *telemetry.Telemetry) stats.Handler {
	return named{otelgrpc.NewServerHandler(options(t)...), func(ctx context.Context, event stats.RPCStats) []attribute.KeyValue {
		if _, came := event.(*stats.InHeader); came {
			for _, authority := range metadata.ValueFromIncomingContext(ctx, ":authority") {
				return serverAt(authority)
			}
		}
		return nil
	}}
}

func options(t *telemetry.Telemetry) []otelgrpc.Option {
	return []otelgrpc.Option{
		otelgrpc.WithTracerProvider(t.Tracers),
		otelgrpc.WithMeterProvider(t.Meters),
		otelgrpc.WithPropagators(t.Propagator),
	}
}

// named adds attributes to the span after the handler has written its own.
type named struct {
	stats.Handler
	attributes func(context.Context, stats.RPCStats) []attribute.KeyValue
}

// HandleRPC follows one call.
func (n named) HandleRPC(ctx context.Context, event stats.RPCStats) {
	n.Handler.HandleRPC(ctx, event)
	if attributes := n.attributes(ctx, event); attributes != nil {
		trace.SpanFromContext(ctx).SetAttributes(attributes...)
	}
}

func serverAt(address string) []attribute.KeyValue {
	host, port, err := net.SplitHostPort(address)
	number, notNumber := strconv.Atoi(port)
	if err != nil || notNumber != nil {
		return []attribute.KeyValue{semconv.ServerAddress(address)}
	}
	return []attribute.KeyValue{semconv.ServerAddress(host), semconv.ServerPort(number)}
}
