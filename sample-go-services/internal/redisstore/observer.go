package redisstore

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/queue"
	"shop.example/internal/telemetry"
)

// observer makes a consumer span for each attempt. The span begins a trace of its own and links to the producer's: the
// work is caused by the order, yet it is no part of the time that the customer waited.
type observer struct {
	client     *redis.Client
	stream     string
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
	durations  metric.Float64Histogram
	lag        metric.Float64Histogram
}

func newObserver(client *redis.Client, stream string, t *telemetry.Telemetry) (*observer, error) {
	meter := t.Meter("redisstore")
	durations, badDurations := meter.Float64Histogram("messaging.process.duration",
		metric.WithDescription("Duration of working on one message"), metric.WithUnit("s"))
	lag, badLag := meter.Float64Histogram("queue.lag",
		metric.WithDescription("Time from the event to the end of the work on it"), metric.WithUnit("s"))
	if err := errors.Join(badDurations, badLag); err != nil {
		return nil, fmt.Errorf("measure the work on messages: %w", err)
	}
	return &observer{
		client: client, stream: stream, tracer: t.Tracer("redisstore"), propagator: t.Propagator,
		durations: durations, lag: lag,
	}, nil
}

func (o *observer) observe(ctx context.Context, message queue.Message, attempt int, handle queue.Handler) error {
	cause := trace.SpanContextFromContext(o.propagator.Extract(context.Background(), propagation.MapCarrier(message.Trace)))
	ctx, span := o.tracer.Start(ctx, "process "+o.stream,
		trace.WithNewRoot(),
		trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithLinks(trace.Link{SpanContext: cause}),
		trace.WithAttributes(messagingAttributes(o.client, o.stream, "process", "process", message)...),
		trace.WithAttributes(attribute.Int("messaging.attempt", attempt)))
	defer span.End()
	begun := time.Now()
	err := careful(ctx, message, handle)
	kind := ""
	if err != nil {
		kind = "failed"
		if errors.Is(err, queue.ErrLater) {
			kind = "later"
		}
		span.RecordError(err)
		span.SetStatus(codes.Error, err.Error())
		span.SetAttributes(semconv.ErrorTypeKey.String(kind))
	} else {
		o.lag.Record(ctx, time.Since(message.PlacedAt).Seconds())
	}
	o.durations.Record(ctx, time.Since(begun).Seconds(), metric.WithAttributes(
		semconv.MessagingSystemKey.String("redis"),
		semconv.MessagingDestinationName(o.stream),
		attribute.String("error.type", kind)))
	return err
}

// careful makes a panic an error: one bad message must not take the others down.
func careful(ctx context.Context, message queue.Message, handle queue.Handler) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v\n%s", caught, debug.Stack())
		}
	}()
	return handle(ctx, message)
}
