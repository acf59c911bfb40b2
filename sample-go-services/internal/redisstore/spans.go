package redisstore

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// notWorthASpan leaves out greetings and health, and the commands of streams: their spans are those of messages, and a
// read that waits for work is no latency.
func notWorthASpan(command redis.Cmder) bool {
	switch command.Name() {
	case "ping", "hello", "client", "auth", "xadd", "xreadgroup", "xautoclaim", "xack", "xgroup":
		return true
	default:
		return false
	}
}

func noneWorthASpan(commands []redis.Cmder) bool { return slices.ContainsFunc(commands, notWorthASpan) }

// inForce brings redisotel's spans to the conventions in force: it names the operation, and leaves out two attributes that
// they gave up.
type inForce struct{ trace.TracerProvider }

// Tracer wraps the provider's.
func (p inForce) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return inForceTracer{p.TracerProvider.Tracer(name, options...)}
}

type inForceTracer struct{ trace.Tracer }

// Start begins a span; redisotel names it after its command.
func (t inForceTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	asked := trace.NewSpanStartConfig(options...)
	attributes := slices.DeleteFunc(asked.Attributes(), func(one attribute.KeyValue) bool {
		return one.Key == "db.system" || one.Key == "db.connection_string"
	})
	return t.Tracer.Start(ctx, name, trace.WithSpanKind(asked.SpanKind()),
		trace.WithAttributes(append(attributes, semconv.DBOperationName(name))...))
}
