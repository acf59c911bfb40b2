package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"shop.example/internal/database"
	"shop.example/internal/events"
	"shop.example/internal/queue"
	"shop.example/internal/telemetry"
)

// Receiver takes notifications; it drops those of events that it knows.
type Receiver interface {
	Receive(ctx context.Context, notification Notification) (fresh bool, err error)
}

// Notifier makes notifications of events.
type Notifier struct {
	receiver Receiver
	sent     metric.Int64Counter
	log      *slog.Logger
}

// NewNotifier makes a notifier that tells a receiver.
func NewNotifier(receiver Receiver, t *telemetry.Telemetry) (*Notifier, error) {
	sent, err := t.Meter("worker").Int64Counter("worker.notifications",
		metric.WithDescription("Notifications by what the receiver made of them"), metric.WithUnit("{notification}"))
	if err != nil {
		return nil, fmt.Errorf("count notifications: %w", err)
	}
	return &Notifier{receiver: receiver, sent: sent, log: t.Log}, nil
}

// Handle works on one event.
func (n *Notifier) Handle(ctx context.Context, message queue.Message) error {
	if message.Kind != events.KindOrderPlaced {
		return fmt.Errorf("event %s: no notification for kind %q", message.ID, message.Kind)
	}
	var placed events.OrderPlaced
	if err := json.Unmarshal(message.Body, &placed); err != nil {
		return fmt.Errorf("understand event %s: %w", message.ID, err)
	}
	fresh, err := n.receiver.Receive(ctx, Notification{
		EventID:  message.ID,
		Customer: placed.Customer,
		Text: fmt.Sprintf("Thank you! Order %s over %d.%02d is on its way.",
			placed.OrderID, placed.TotalCents/100, placed.TotalCents%100),
		PlacedAt: message.PlacedAt,
	})
	if database.Away(err) {
		return errors.Join(queue.ErrLater, err)
	}
	if err != nil {
		return err
	}
	outcome := "received"
	if !fresh {
		outcome = "repeat"
	}
	n.sent.Add(ctx, 1, metric.WithAttributes(attribute.String("outcome", outcome)))
	n.log.InfoContext(ctx, "customer notified", "event", message.ID, "order", placed.OrderID, "outcome", outcome)
	return nil
}
