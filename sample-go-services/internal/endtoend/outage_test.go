package endtoend

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"shop.example/internal/shoptest"
)

func (s *shop) view(product int) int {
	return ask(http.MethodGet, s.gateway(fmt.Sprintf("/products/%d", product)), nil, nil).status
}

func TestWithoutRedisTheShopWorksSaysSoAndRecovers(t *testing.T) {
	s := open(t)
	token := s.customer(t)
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
		if got := s.order(token); got.status != http.StatusCreated {
			t.Errorf("order: %d %s", got.status, got.text)
		}
	}
	s.redis.Mend(t)
	s.untilReady(t, "catalog")
	s.untilReady(t, "orders")
	shoptest.Until(t, "the notifications of the outage", func() bool { return s.notifications(t) == 10 })
}

func TestWithoutPostgresCachedReadsGoOnAndWritesAskToComeBack(t *testing.T) {
	s := open(t)
	token := s.customer(t)
	if got := s.view(7); got != http.StatusOK {
		t.Fatalf("view: %d", got)
	}
	s.postgres.Cut()
	for range 5 {
		if got := s.view(7); got != http.StatusOK {
			t.Errorf("a cached product: %d", got)
		}
	}
	keys := []string{"a", "b", "c", "d"}
	const body = `{"items": [{"productId": 7, "quantity": 1}]}`
	for _, key := range keys {
		got := s.post("/orders", token, key, body)
		if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
			t.Errorf("order: %d, Retry-After %q, %s", got.status, got.header.Get("Retry-After"), got.text)
		}
	}
	shoptest.Until(t, "orders to say that it is not ready", func() bool { return s.readiness("orders") == "unready" })
	s.postgres.Mend(t)
	s.untilReady(t, "orders")
	for range 2 { // the second time changes nothing
		for _, key := range keys {
			if got := s.post("/orders", token, key, body); got.status != http.StatusCreated {
				t.Errorf("order again: %d %s", got.status, got.text)
			}
		}
	}
	shoptest.Until(t, "as many notifications as orders", func() bool { return s.notifications(t) == len(keys) })
}

func TestAWorkerKilledInTheMiddleOfAThousandOrdersTellsEveryCustomerOnce(t *testing.T) {
	s := open(t)
	token := s.customer(t)
	const orders = 1000
	var placed atomic.Int64
	var buyers sync.WaitGroup
	for range 4 {
		buyers.Go(func() {
			for range orders / 4 {
				if s.order(token).status == http.StatusCreated {
					placed.Add(1)
				}
			}
		})
	}
	for _, after := range []int{100, 400} {
		shoptest.Until(t, "the worker to be in the middle of it", func() bool { return s.notifications(t) >= after })
		s.kill(t, "worker")
		s.start(t, "worker")
	}
	buyers.Wait()
	if placed.Load() != orders {
		t.Fatalf("%d orders were placed", placed.Load())
	}
	shoptest.Until(t, "a thousand notifications", func() bool { return s.notifications(t) == orders })
	// One line per event, by the table's key; and none came from anything but an order.
	if got := s.count(t, "SELECT count(DISTINCT text) FROM worker.notifications"); got != orders {
		t.Errorf("%d different notifications", got)
	}
}

func (s *shop) notifications(t *testing.T) int {
	t.Helper()
	return s.count(t, "SELECT count(*) FROM worker.notifications")
}

func (s *shop) count(t *testing.T, query string) (count int) {
	t.Helper()
	if s.eyes == nil {
		s.eyes = shoptest.OpenDatabase(t, shoptest.Observe(t), s.database)
	}
	if err := s.eyes.Pool.QueryRow(t.Context(), query).Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}
