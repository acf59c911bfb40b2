package database

import (
	"context"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// untraced hides the current span, so that what runs with the result makes none.
func untraced(ctx context.Context) context.Context {
	return trace.ContextWithSpan(ctx, noop.Span{})
}

// childrenOnly makes spans only below another one: work of the pool's own (its pings, its spare connections) is no
// trace that anybody looks for.
type childrenOnly struct{ trace.TracerProvider }

// Tracer wraps the provider's.
func (p childrenOnly) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return childrenTracer{p.TracerProvider.Tracer(name, options...)}
}

type childrenTracer struct{ trace.Tracer }

// Start makes a span when ctx has a recording one.
func (t childrenTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return trace.ContextWithSpan(ctx, noop.Span{}), noop.Span{}
	}
	return t.Tracer.Start(ctx, name, options...)
}

// queriesOnly leaves out what pgx does beside: that it prepares a statement when it first meets it is no second query.
type queriesOnly struct{ tracer pgx.QueryTracer }

// TraceQueryStart begins a query's span.
func (q queriesOnly) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return q.tracer.TraceQueryStart(ctx, conn, data)
}

// TraceQueryEnd ends it.
func (q queriesOnly) TraceQueryEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryEndData) {
	q.tracer.TraceQueryEnd(ctx, conn, data)
}
