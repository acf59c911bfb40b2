package orders

import (
	"context"
	"sync"
	"testing"

	"shop.example/internal/database"
	"shop.example/internal/outbox"
	"shop.example/internal/queue"
	"shop.example/internal/shoptest"
)

// counter is a desk over a real database, with fixed prices.
type counter struct {
	*Desk
	db       *database.DB
	box      *outbox.Box
	observed shoptest.Observed
}

func newCounter(t *testing.T) counter {
	t.Helper()
	observed := shoptest.Observe(t)
	return counterOver(t, observed, shoptest.Postgres(t))
}

func counterOver(t *testing.T, observed shoptest.Observed, settings database.Settings) counter {
	t.Helper()
	db := shoptest.OpenDatabase(t, observed, settings)
	box := outbox.New("orders", observed.Propagator)
	store := NewStore(db, box)
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return counter{Desk: NewDesk(store, everythingCostsTen{}), db: db, box: box, observed: observed}
}

func (c counter) count(t *testing.T, query string, values ...any) int {
	t.Helper()
	var count int
	if err := c.db.WithContext(t.Context()).Raw(query, values...).Scan(&count).Error; err != nil {
		t.Fatal(err)
	}
	return count
}

// everythingCostsTen is a price list: what the catalog says is not what these tests are about.
type everythingCostsTen struct{}

func (everythingCostsTen) Of(_ context.Context, items []Item) (map[int64]int32, error) {
	prices := map[int64]int32{}
	for _, item := range items {
		prices[item.ProductID] = 1000
	}
	return prices, nil
}

// shelf keeps what was published, or refuses it.
type shelf struct {
	mu       sync.Mutex
	messages []queue.Message
	refuse   error
}

func (s *shelf) Publish(_ context.Context, messages ...queue.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		return s.refuse
	}
	s.messages = append(s.messages, messages...)
	return nil
}

func (s *shelf) setRefuse(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = err
}

func (s *shelf) events() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := map[string]int{}
	for _, message := range s.messages {
		events[message.ID.String()]++
	}
	return events
}
