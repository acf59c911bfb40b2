package endtoend

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"shop.example/internal/shoptest"
)

func TestAWorkerKilledInTheMiddleOfAThousandOrdersTellsEveryCustomerOnce(t *testing.T) {
	s := open(t)
	ada := s.customer(t)
	const orders = 1000
	var placed atomic.Int64
	var buyers sync.WaitGroup
	for range 4 {
		buyers.Go(func() {
			for range orders / 4 {
				if s.order(ada.token).status == http.StatusCreated {
					placed.Add(1)
				}
			}
		})
	}
	for _, after := range []int{100, 400} {
		shoptest.Until(t, "the worker to be in the middle of it", func() bool { return s.notifications(t, ada) >= after })
		s.kill(t, "worker")
		s.start(t, "worker")
	}
	buyers.Wait()
	if placed.Load() != orders {
		t.Fatalf("%d orders were placed", placed.Load())
	}
	shoptest.Until(t, "a thousand notifications", func() bool { return s.notifications(t, ada) == orders })
	// One line per event, by the table's key; and none came from anything but an order.
	if got := s.count(t, "SELECT count(DISTINCT text) FROM worker.notifications WHERE customer = $1", ada.id); got != orders {
		t.Errorf("%d different notifications", got)
	}
}
