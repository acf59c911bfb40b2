package orders

import (
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"shop.example/internal/database"
	"shop.example/internal/outbox"
	"shop.example/internal/shoptest"
)

func wishFor(product int64, quantity int32) Wish {
	return Wish{Items: []Item{{ProductID: product, Quantity: quantity}}}
}

func TestFiveHundredBuyersOfAHundredItemsGetAHundred(t *testing.T) {
	c := newCounter(t)
	if err := c.store.SetStock(t.Context(), 13, 100); err != nil {
		t.Fatal(err)
	}
	var sold, declined atomic.Int64
	var group sync.WaitGroup
	for i := range 500 {
		group.Go(func() {
			_, _, err := c.Take(t.Context(), uuid.New(), strconv.Itoa(i), wishFor(13, 1))
			switch {
			case err == nil:
				sold.Add(1)
			case errors.Is(err, ErrOutOfStock):
				declined.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if sold.Load() != 100 || declined.Load() != 400 {
		t.Errorf("%d sold, %d declined", sold.Load(), declined.Load())
	}
	if got := c.count(t, "SELECT count(*) FROM orders.orders"); got != 100 {
		t.Errorf("%d orders", got)
	}
	if got := c.count(t, "SELECT available FROM orders.stock WHERE product_id = 13"); got != 0 {
		t.Errorf("%d left", got)
	}
	if got := c.count(t, "SELECT count(*) FROM orders.outbox"); got != 100 {
		t.Errorf("%d events", got)
	}
}

func TestOrdersOfTheSameProductsInAnyOrderDoNotBlockEachOther(t *testing.T) {
	c := newCounter(t)
	var group sync.WaitGroup
	for i := range 100 {
		wish := Wish{Items: []Item{{1, 1}, {2, 1}, {3, 1}}}
		if i%2 == 1 {
			wish = Wish{Items: []Item{{3, 1}, {2, 1}, {1, 1}}}
		}
		group.Go(func() {
			if _, _, err := c.Take(t.Context(), uuid.New(), "key", wish); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestTheSameKeyAtOnceIsOneOrder(t *testing.T) {
	c := newCounter(t)
	customer := uuid.New()
	orders := make([]Order, 20)
	var group sync.WaitGroup
	for i := range orders {
		group.Go(func() {
			order, _, err := c.Take(t.Context(), customer, "key", wishFor(1, 2))
			if err != nil {
				t.Error(err)
			}
			orders[i] = order
		})
	}
	group.Wait()
	for _, order := range orders {
		if order.ID != orders[0].ID || order.TotalCents != 2000 || len(order.Lines) != 1 {
			t.Errorf("%+v and %+v", order, orders[0])
		}
	}
	if got := c.count(t, "SELECT 1000000 - available FROM orders.stock WHERE product_id = 1"); got != 2 {
		t.Errorf("%d taken", got)
	}
}

func TestARepeatedOrderIsTheSameToTheLetter(t *testing.T) {
	c := newCounter(t)
	customer := uuid.New()
	first, repeated, err := c.Take(t.Context(), customer, "key", wishFor(1, 2))
	if err != nil || repeated {
		t.Fatal(repeated, err)
	}
	again, repeated, err := c.Take(t.Context(), customer, "key", wishFor(1, 2))
	again.PlacedAt = again.PlacedAt.UTC()
	if err != nil || !repeated || !reflect.DeepEqual(first, again) {
		t.Errorf("%t, %v\n%+v\n%+v", repeated, err, first, again)
	}
}

func TestAKeyIsGoodForOneWishOfOneCustomer(t *testing.T) {
	c := newCounter(t)
	customer := uuid.New()
	first, _, err := c.Take(t.Context(), customer, "key", wishFor(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Take(t.Context(), customer, "key", wishFor(2, 1)); !errors.Is(err, ErrKeyReused) {
		t.Errorf("another wish: %v", err)
	}
	other, repeated, err := c.Take(t.Context(), uuid.New(), "key", wishFor(1, 1))
	if err != nil || repeated || other.ID == first.ID {
		t.Errorf("another customer: %t, %v", repeated, err)
	}
	if _, err := c.store.Find(t.Context(), uuid.New(), first.ID); !errors.Is(err, ErrUnknown) {
		t.Errorf("somebody else's order is shown: %v", err)
	}
}

func TestAnOrderThatFailsLeavesNothingBehind(t *testing.T) {
	c := newCounter(t)
	if err := c.store.SetStock(t.Context(), 2, 0); err != nil {
		t.Fatal(err)
	}
	order := compose(uuid.New(), "key", []byte("print"), []Item{{1, 5}, {2, 1}}, map[int64]int32{1: 10, 2: 10})
	if _, err := c.store.Place(t.Context(), order); !errors.Is(err, ErrOutOfStock) {
		t.Fatalf("got %v", err)
	}
	for _, table := range []string{"orders", "lines", "outbox"} {
		if got := c.count(t, "SELECT count(*) FROM orders."+table); got != 0 {
			t.Errorf("%d rows in %s", got, table)
		}
	}
	if got := c.count(t, "SELECT available FROM orders.stock WHERE product_id = 1"); got != 1_000_000 {
		t.Errorf("%d of product 1", got)
	}
}

func TestNoOrderIsLostOrDoubledWhenPostgresStops(t *testing.T) {
	observed := shoptest.Observe(t)
	settings := shoptest.Postgres(t)
	line := shoptest.NewLine(t, net.JoinHostPort(settings.Host, strconv.Itoa(settings.Port)))
	host, port, _ := net.SplitHostPort(line.Address)
	settings.Host = host
	settings.Port, _ = strconv.Atoi(port)
	c := counterOver(t, observed, settings)
	customer := uuid.New()
	confirmed := map[string]uuid.UUID{}
	var failed []string
	for i := range 60 {
		switch i {
		case 20:
			line.Cut()
		case 40:
			line.Mend(t)
		}
		key := fmt.Sprint(i)
		order, _, err := c.Take(t.Context(), customer, key, wishFor(1, 1))
		switch {
		case err == nil:
			confirmed[key] = order.ID
		case database.Away(err):
			failed = append(failed, key)
		default:
			t.Fatalf("order %d: %v is not said to be for later", i, err)
		}
	}
	if len(failed) < 20 || len(confirmed) < 20 {
		t.Errorf("%d failed, %d confirmed", len(failed), len(confirmed))
	}
	for _, key := range failed { // as a customer does who was told to try again
		if _, _, err := c.Take(t.Context(), customer, key, wishFor(1, 1)); err != nil {
			t.Errorf("again: %v", err)
		}
	}
	if got := c.count(t, "SELECT count(*) FROM orders.orders"); got != 60 {
		t.Errorf("%d orders", got)
	}
	if got := c.count(t, "SELECT 1000000 - available FROM orders.stock WHERE product_id = 1"); got != 60 {
		t.Errorf("%d taken", got)
	}
	for key, id := range confirmed {
		if order, _, err := c.Take(t.Context(), customer, key, wishFor(1, 1)); err != nil || order.ID != id {
			t.Errorf("order %s was confirmed as %s and is %s, %v", key, id, order.ID, err)
		}
	}
}

func TestEventsWaitWhileTheQueueIsAwayAndLeaveOnceItIsBack(t *testing.T) {
	c := newCounter(t)
	publisher := &shelf{refuse: errors.New("the queue is down")}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 2)
	for range 2 { // two instances take turns
		go func() { done <- outbox.NewRelay(c.box, c.db.DB, publisher, c.observed.Log).Run(ctx) }()
	}
	for i := range 250 {
		if _, _, err := c.Take(t.Context(), uuid.New(), fmt.Sprint(i), wishFor(1, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.count(t, "SELECT count(*) FROM orders.outbox"); got != 250 {
		t.Errorf("%d events wait", got)
	}
	publisher.setRefuse(nil)
	shoptest.Until(t, "all events to leave", func() bool { return c.count(t, "SELECT count(*) FROM orders.outbox") == 0 })
	stop()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	events := publisher.events()
	if len(events) != 250 {
		t.Errorf("%d events arrived", len(events))
	}
	for id, times := range events {
		if times != 1 {
			t.Errorf("event %s arrived %d times", id, times)
		}
	}
}
