// Package queue is what services need of a message queue, so that Redis Streams can be exchanged for another.
package queue

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

// Message is one event on its way. Delivery is at least once: receivers drop repeats by ID.
type Message struct {
	ID   uuid.UUID
	Kind string // "order.placed"
	Body []byte // JSON
	// Trace carries the context of the span that caused the event (W3C traceparent and tracestate).
	Trace map[string]string
	// PlacedAt is when the event happened, not when it was sent.
	PlacedAt time.Time
}

// Publisher hands messages to the queue; when it returns nil the queue has them all.
type Publisher interface {
	Publish(ctx context.Context, messages ...Message) error
}

// Handler works on one message. ErrLater: it could not be tried now; any other error: it went wrong.
type Handler func(ctx context.Context, message Message) error

// Consumer feeds messages to a handler until ctx ends.
type Consumer interface {
	Consume(ctx context.Context, handle Handler) error
}

// ErrLater says that a message is fine but something that its handling needs is away. It is tried again, without limit.
var ErrLater = errors.New("try again later")
