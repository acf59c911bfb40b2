package endtoend

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"
)

func TestFiveHundredBuyersOfAHundredThingsBuyAHundred(t *testing.T) {
	s := open(t)
	const product, buyers, things = 13, 500, 100
	ada := s.customer(t)
	before := s.count(t, "SELECT available FROM orders.stock WHERE product_id = $1", product)
	s.setStock(t, product, things)
	t.Cleanup(func() { s.setStock(t, product, before) })
	counts := map[int]int{}
	var mu sync.Mutex
	var group sync.WaitGroup
	begin := make(chan struct{})
	for range buyers {
		group.Go(func() {
			<-begin
			got := s.buy(ada, product)
			mu.Lock()
			defer mu.Unlock()
			counts[got]++
		})
	}
	close(begin)
	group.Wait()
	if counts[http.StatusCreated] != things || counts[http.StatusConflict] != buyers-things {
		t.Errorf("answers by status: %v", counts)
	}
	if got := s.count(t, "SELECT count(*) FROM orders.orders WHERE customer = $1", ada.id); got != things {
		t.Errorf("%d orders exist", got)
	}
	if left := s.count(t, "SELECT available FROM orders.stock WHERE product_id = $1", product); left != 0 {
		t.Errorf("%d are left", left)
	}
}

// buy asks for one thing until the shop has decided. On a machine that is busy elsewhere, some of so many are told to come back
// later: as customers should, they do so under the same key, which makes it one order whatever became of the first answer.
func (s *shop) buy(by customer, product int) int {
	body, key := fmt.Sprintf(`{"items": [{"productId": %d, "quantity": 1}]}`, product), rand.Text()
	for deadline := time.Now().Add(time.Minute); ; <-time.After(time.Second) {
		got := s.post("/orders", by.token, key, body).status
		later := got == http.StatusServiceUnavailable || got == http.StatusGatewayTimeout
		if !later || time.Now().After(deadline) {
			return got
		}
	}
}

func (s *shop) setStock(t *testing.T, product, available int) {
	t.Helper()
	_, err := s.eyes.Pool.Exec(context.WithoutCancel(t.Context()),
		"UPDATE orders.stock SET available = $2 WHERE product_id = $1", product, available)
	if err != nil {
		t.Errorf("set the stock: %v", err)
	}
}
