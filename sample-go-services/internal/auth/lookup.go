package auth

import (
	"context"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Finder finds accounts by id; ErrUnknown where there is none.
type Finder interface {
	Find(ctx context.Context, id uuid.UUID) (Account, error)
}

// Lookup finds accounts in the way that the settings name at the moment.
type Lookup struct {
	settings func() Settings
	ways     map[string]Finder
	tracer   trace.Tracer
}

// NewLookup offers both ways over the same store.
func NewLookup(store Finder, settings func() Settings, tracer trace.Tracer) *Lookup {
	return &Lookup{
		settings: settings,
		tracer:   tracer,
		ways: map[string]Finder{
			LookupMutex:   &mutexLookup{store: store},
			LookupSharded: newShardedLookup(store, func() Settings { return settings() }),
		},
	}
}

// Find finds an account. Its span is longer than that of the query inside by what was waited for.
func (l *Lookup) Find(ctx context.Context, id uuid.UUID) (Account, error) {
	way := l.settings().Lookup
	ctx, span := l.tracer.Start(ctx, "find account", trace.WithAttributes(attribute.String("auth.lookup", way)))
	defer span.End()
	return l.ways[way].Find(ctx, id)
}
