package orders

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

// Desk takes orders.
type Desk struct {
	store  *Store
	prices Pricer
}

// Pricer knows what products cost.
type Pricer interface {
	// Of returns the price of each item's product, in cents; ErrUnknownProduct if one does not exist.
	Of(ctx context.Context, items []Item) (map[int64]int32, error)
}

// NewDesk makes a desk.
func NewDesk(store *Store, prices Pricer) *Desk { return &Desk{store: store, prices: prices} }

// Take places an order, or finds the one that was already placed under the key: then repeated is true.
func (d *Desk) Take(ctx context.Context, customer uuid.UUID, key string, wish Wish) (order Order, repeated bool, err error) {
	fingerprint := wish.fingerprint()
	order, err = d.store.Earlier(ctx, customer, key, fingerprint)
	if !errors.Is(err, ErrUnknown) {
		return order, err == nil, err
	}
	items := wish.sorted()
	prices, err := d.prices.Of(ctx, items)
	if err != nil {
		return Order{}, false, err
	}
	if err := d.store.Enough(ctx, items); err != nil {
		return Order{}, false, err
	}
	order = compose(customer, key, fingerprint, items, prices)
	placed, err := d.store.Place(ctx, order)
	if err != nil {
		return Order{}, false, err
	}
	if !placed { // the same key came in twice at once, and the other was first
		order, err = d.store.Earlier(ctx, customer, key, fingerprint)
		return order, err == nil, err
	}
	return order, false, nil
}

func compose(customer uuid.UUID, key string, fingerprint []byte, items []Item, prices map[int64]int32) Order {
	order := Order{
		ID: uuid.New(), Customer: customer, IdempotencyKey: key, Fingerprint: fingerprint,
		// Postgres keeps microseconds: so, a repeated answer is the same to the letter.
		PlacedAt: time.Now().UTC().Truncate(time.Microsecond),
	}
	for _, item := range items {
		line := Line{OrderID: order.ID, ProductID: item.ProductID, Quantity: item.Quantity, PriceCents: prices[item.ProductID]}
		order.Lines = append(order.Lines, line)
		order.TotalCents += int64(line.Quantity) * int64(line.PriceCents)
	}
	return order
}
