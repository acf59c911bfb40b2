package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"shop.example/internal/queue"
)

const (
	batch = 100
	// lookAnyway finds what another instance wrote and could not send.
	lookAnyway = time.Second
)

// Relay moves events from an outbox to a queue. Several may run: each takes rows that no other holds.
type Relay struct {
	box   *Box
	db    *gorm.DB
	queue queue.Publisher
	log   *slog.Logger
}

// NewRelay makes a relay.
func NewRelay(box *Box, db *gorm.DB, publisher queue.Publisher, log *slog.Logger) *Relay {
	return &Relay{box: box, db: db, queue: publisher, log: log}
}

// Run moves events until ctx ends. While the database or the queue is down, events wait.
func (r *Relay) Run(ctx context.Context) error {
	ticker := time.NewTicker(lookAnyway)
	defer ticker.Stop()
	for stuck := false; ; {
		moved, err := r.move(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !stuck:
			r.log.WarnContext(ctx, "events wait in the outbox", "error", err)
			stuck = true
		case err == nil && stuck:
			r.log.InfoContext(ctx, "events leave the outbox again")
			stuck = false
		}
		if err == nil && moved == batch {
			continue
		}
		wake := r.box.wake
		if err != nil {
			wake = nil // no hurry to fail again
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-ticker.C:
		}
	}
}

// move sends one batch. A crash between sending and committing sends it again: receivers drop repeats by id.
func (r *Relay) move(ctx context.Context) (int, error) {
	var rows []row
	err := r.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		err := tx.Raw("DELETE FROM "+r.box.table+" WHERE seq IN (SELECT seq FROM "+r.box.table+
			" ORDER BY seq LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING *", batch).Scan(&rows).Error
		if err != nil {
			return fmt.Errorf("take events out of the outbox: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		messages, err := messagesOf(rows)
		if err != nil {
			return err
		}
		return r.queue.Publish(ctx, messages...)
	})
	return len(rows), err
}

func messagesOf(rows []row) ([]queue.Message, error) {
	messages := make([]queue.Message, len(rows))
	for i, row := range rows {
		messages[i] = queue.Message{ID: row.ID, Kind: row.Kind, Body: row.Body, PlacedAt: row.PlacedAt}
		if err := json.Unmarshal(row.Trace, &messages[i].Trace); err != nil {
			return nil, fmt.Errorf("read the trace of event %s: %w", row.ID, err)
		}
	}
	return messages, nil
}
