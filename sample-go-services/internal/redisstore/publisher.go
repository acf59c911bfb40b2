// Package redisqueue is a queue on Redis Streams: a consumer group, acknowledgements, retries, and a dead letter stream.
package redisstore

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/queue"
)

// keepAbout bounds a stream; acknowledged entries stay in it until newer ones push them out.
const keepAbout = 100_000

// publisher adds messages to a stream.
type publisher struct {
	client     *redis.Client
	stream     string
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
}

// Publish adds all messages in one round trip. Each gets a producer span in the trace that caused it, and carries that
// span's context on to its consumer.
func (p *publisher) Publish(ctx context.Context, messages ...queue.Message) error {
	spans := make([]trace.Span, len(messages))
	_, err := p.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, message := range messages {
			causing := p.propagator.Extract(ctx, propagation.MapCarrier(message.Trace))
			sending, span := p.tracer.Start(causing, "send "+p.stream,
				trace.WithSpanKind(trace.SpanKindProducer),
				trace.WithAttributes(messagingAttributes(p.client, p.stream, "xadd", "send", message)...))
			spans[i] = span
			message.Trace = map[string]string{}
			p.propagator.Inject(sending, propagation.MapCarrier(message.Trace))
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: p.stream, MaxLen: keepAbout, Approx: true, Values: encode(message)})
		}
		return nil
	})
	for _, span := range spans {
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}
	if err != nil {
		return fmt.Errorf("add %d messages to stream %s: %w", len(messages), p.stream, err)
	}
	return nil
}
