package layered

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/telemetry"
)

type (
	level  string
	result string
)

const (
	levelMemory level = "memory"
	levelRedis  level = "redis"

	hit       result = "hit"
	miss      result = "miss"
	off       result = "off"
	staleHit  result = "stale"
	failed    result = "error"
	failedPut result = "put-error"
)

func resultOf(found bool, err error) result {
	switch {
	case err != nil:
		return failed
	case found:
		return hit
	default:
		return miss
	}
}

// observer counts what each level answered and writes it on the span of the request.
type observer struct {
	name    string
	lookups metric.Int64Counter
}

func newObserver(name string, t *telemetry.Telemetry) (*observer, error) {
	lookups, err := t.Meter("layered").Int64Counter("cache.lookups",
		metric.WithDescription("Lookups by cache, level and result"), metric.WithUnit("{lookup}"))
	if err != nil {
		return nil, fmt.Errorf("count lookups of the cache: %w", err)
	}
	return &observer{name: name, lookups: lookups}, nil
}

func (o *observer) saw(ctx context.Context, at level, what result) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.String("cache."+string(at), string(what)))
	o.lookups.Add(ctx, 1, metric.WithAttributes(
		attribute.String("cache.name", o.name),
		attribute.String("cache.level", string(at)),
		attribute.String("cache.result", string(what)),
	))
}

func (o *observer) joined(ctx context.Context, shared bool) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.Bool("cache.flight_shared", shared))
}
