package orders

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shop.example/internal/database"
	"shop.example/internal/events"
	"shop.example/internal/outbox"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store keeps orders, stock and the outbox in Postgres.
type Store struct {
	db  *database.DB
	box *outbox.Box
}

// NewStore makes a store over an open database.
func NewStore(db *database.DB, box *outbox.Box) *Store { return &Store{db: db, box: box} }

// Migrate brings the schema up to date.
func (s *Store) Migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open orders' migrations: %w", err)
	}
	return s.db.Migrate(ctx, "orders", files)
}

// Find reads an order of a customer; ErrUnknown where there is none, also when it is another's.
func (s *Store) Find(ctx context.Context, customer, id uuid.UUID) (Order, error) {
	return s.one(ctx, "id = ? AND customer = ?", id, customer)
}

// Earlier finds the order that a customer already placed under a key; ErrUnknown where there is none, ErrKeyReused where
// it was another wish.
func (s *Store) Earlier(ctx context.Context, customer uuid.UUID, key string, fingerprint []byte) (Order, error) {
	order, err := s.one(ctx, "customer = ? AND idempotency_key = ?", customer, key)
	if err == nil && !bytes.Equal(order.Fingerprint, fingerprint) {
		return Order{}, ErrKeyReused
	}
	return order, err
}

func (s *Store) one(ctx context.Context, query string, values ...any) (Order, error) {
	var order Order
	err := s.db.WithContext(ctx).Preload("Lines").Take(&order, append([]any{query}, values...)...).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Order{}, ErrUnknown
	}
	if err != nil {
		return Order{}, fmt.Errorf("read an order: %w", err)
	}
	return order, nil
}

// Place writes an order, its event and the stock that it takes: all of it or nothing. Placed under a key that is taken it
// changes nothing and returns false.
func (s *Store) Place(ctx context.Context, order Order) (placed bool, err error) {
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		// Waits for another transaction with the same key, if there is one, and then does nothing.
		insert := tx.Omit("Lines").Clauses(clause.OnConflict{DoNothing: true}).Create(&order)
		if insert.Error != nil {
			return fmt.Errorf("write order: %w", insert.Error)
		}
		if insert.RowsAffected == 0 {
			return nil
		}
		placed = true
		if err := tx.Create(&order.Lines).Error; err != nil {
			return fmt.Errorf("write order's lines: %w", err)
		}
		event := events.OrderPlaced{OrderID: order.ID, Customer: order.Customer, TotalCents: order.TotalCents}
		if err := s.box.Add(ctx, tx, events.KindOrderPlaced, event); err != nil {
			return err
		}
		// Last, as all who want the same product wait from here to the commit.
		return takeStock(tx, order.Lines)
	})
	if err != nil {
		return false, err
	}
	if placed {
		s.box.Wake()
	}
	return placed, nil
}
