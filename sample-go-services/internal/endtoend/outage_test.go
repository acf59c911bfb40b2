package endtoend

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"shop.example/internal/shoptest"
)

// outage is how long Postgres is away.
const outage = 20 * time.Second

func (s *shop) view(product int) int {
	return ask(http.MethodGet, s.door(fmt.Sprintf("/products/%d", product)), nil, nil).status
}

func TestWithoutRedisTheShopWorksSaysSoAndRecovers(t *testing.T) {
	s := open(t)
	ada := s.customer(t)
	s.redis.Cut()
	shoptest.Until(t, "catalog and orders to say that they are degraded", func() bool {
		return s.readiness("catalog") == "degraded" && s.readiness("orders") == "degraded"
	})
	for product := 1; product <= 200; product += 10 {
		if got := s.view(product); got != http.StatusOK {
			t.Errorf("product %d: %d", product, got)
		}
	}
	for range 10 {
		if got := s.order(ada.token); got.status != http.StatusCreated {
			t.Errorf("order: %d %s", got.status, got.text)
		}
	}
	s.redis.Mend(t)
	s.untilReady(t, "catalog")
	s.untilReady(t, "orders")
	shoptest.Until(t, "the notifications of the outage", func() bool { return s.notifications(t, ada) == 10 })
}

func TestWithoutPostgresCachedReadsGoOnAndWritesAskToComeBack(t *testing.T) {
	s := open(t)
	ada := s.customer(t)
	if got := s.view(7); got != http.StatusOK {
		t.Fatalf("view: %d", got)
	}
	s.postgres.Cut()
	keys := []string{"a", "b", "c", "d"}
	const body = `{"items": [{"productId": 7, "quantity": 1}]}`
	pulse := time.NewTicker(100 * time.Millisecond)
	defer pulse.Stop()
	for begun, turn := time.Now(), 0; time.Since(begun) < outage; turn++ {
		<-pulse.C
		if got := s.view(7); got != http.StatusOK {
			t.Errorf("a cached product: %d", got)
		}
		got := s.post("/orders", ada.token, keys[turn%len(keys)], body)
		if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
			t.Errorf("order: %d, Retry-After %q, %s", got.status, got.header.Get("Retry-After"), got.text)
		}
	}
	shoptest.Until(t, "orders to say that it is not ready", func() bool { return s.readiness("orders") == "unready" })
	s.postgres.Mend(t)
	s.untilReady(t, "auth")
	s.untilReady(t, "orders")
	for range 2 { // the second time changes nothing
		for _, key := range keys {
			if got := s.post("/orders", ada.token, key, body); got.status != http.StatusCreated {
				t.Errorf("order again: %d %s", got.status, got.text)
			}
		}
	}
	shoptest.Until(t, "as many notifications as orders", func() bool { return s.notifications(t, ada) == len(keys) })
	if got := s.count(t, "SELECT count(*) FROM orders.orders WHERE customer = $1", ada.id); got != len(keys) {
		t.Errorf("%d orders, want %d", got, len(keys))
	}
}

func (s *shop) notifications(t *testing.T, of customer) int {
	t.Helper()
	return s.count(t, "SELECT count(*) FROM worker.notifications WHERE customer = $1", of.id)
}

func (s *shop) count(t *testing.T, query string, values ...any) (count int) {
	t.Helper()
	if s.eyes == nil {
		s.eyes = shoptest.OpenDatabase(t, shoptest.Observe(t), s.database)
	}
	if err := s.eyes.Pool.QueryRow(t.Context(), query, values...).Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}
