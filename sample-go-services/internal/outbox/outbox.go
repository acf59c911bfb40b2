// Package outbox keeps events in the database until a queue has them: they are written in the same transaction as what
// they tell of, so that none is lost when the queue is down and none tells of what was rolled back.
package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/propagation"
	"gorm.io/gorm"
)

// row is an event on its way, in the table `<schema>.outbox`. It is deleted when the queue has it.
type row struct {
	Seq      int64 `gorm:"primaryKey"`
	ID       uuid.UUID
	Kind     string
	Body     []byte
	Trace    []byte // the headers of the trace, as JSON
	PlacedAt time.Time
}

// Box is one service's outbox.
type Box struct {
	table      string
	propagator propagation.TextMapPropagator
	wake       chan struct{}
}

// New makes the outbox of a schema.
func New(schema string, propagator propagation.TextMapPropagator) *Box {
	return &Box{table: schema + ".outbox", propagator: propagator, wake: make(chan struct{}, 1)}
}

// Add writes an event within a transaction. It carries the context of ctx's span.
func (b *Box) Add(ctx context.Context, tx *gorm.DB, kind string, event any) error {
	body, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", kind, err)
	}
	headers := propagation.MapCarrier{}
	b.propagator.Inject(ctx, headers)
	trace, err := json.Marshal(headers)
	if err != nil {
		return fmt.Errorf("encode the trace of event %s: %w", kind, err)
	}
	fresh := row{ID: uuid.New(), Kind: kind, Body: body, Trace: trace, PlacedAt: time.Now()}
	if err := tx.WithContext(ctx).Table(b.table).Omit("Seq").Create(&fresh).Error; err != nil {
		return fmt.Errorf("add event %s to the outbox: %w", kind, err)
	}
	return nil
}

// Wake tells the relay, after a commit, that there is work.
func (b *Box) Wake() {
	select {
	case b.wake <- struct{}{}:
	default: // it is awake already
	}
}
