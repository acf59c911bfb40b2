package loadgen

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// assortment is how many products the shop's catalog is seeded with.
const assortment = 200

// Customers send requests to the shop.
type Customers struct {
	shop     *shop
	people   []*customer
	settings func() Settings
	stats    *Stats
	open     chan struct{}
}

// NewCustomers makes customers of the shop at the settings' target.
func NewCustomers(transport http.RoundTripper, settings func() Settings, stats *Stats) *Customers {
	now := settings()
	customers := &Customers{
		shop:     &shop{http: &http.Client{Transport: transport}, address: now.Target},
		settings: settings,
		stats:    stats,
		open:     make(chan struct{}, now.MaxInFlight),
	}
	for i := range now.Customers {
		customers.people = append(customers.people, newCustomer(fmt.Sprintf("Customer %d", i+1), customers.shop))
	}
	return customers
}

// Arrive begins one request and returns at once.
func (c *Customers) Arrive(ctx context.Context, due time.Time) {
	select {
	case c.open <- struct{}{}:
	default:
		c.stats.Skipped()
		return
	}
	go func() {
		defer func() { <-c.open }()
		settings := c.settings()
		visit, cancel := context.WithTimeout(ctx, settings.Timeout)
		defer cancel()
		kind := settings.Mix.pick()
		err := c.visit(visit, kind)
		if ctx.Err() == nil { // else it is the load that stops, not the shop that fails
			c.stats.Answered(kind, time.Since(due), err)
		}
	}()
}

func (c *Customers) visit(ctx context.Context, kind string) error {
	switch kind {
	case kindList:
		page := "/products?limit=20&after=" + strconv.Itoa(20*rand.IntN(assortment/20))
		return c.shop.get(ctx, "/products", page, http.StatusOK)
	case kindLogin:
		return c.anybody().login(ctx)
	case kindOrder:
		return c.anybody().order(ctx)
	case kindUnknown:
		id := strconv.Itoa(1_000_000 + rand.IntN(1_000_000))
		return c.shop.get(ctx, "/products/{id}", "/products/"+id, http.StatusNotFound)
	default:
		return c.shop.get(ctx, "/products/{id}", "/products/"+strconv.Itoa(favourite()), http.StatusOK)
	}
}

func (c *Customers) anybody() *customer { return c.people[rand.IntN(len(c.people))] }

// favourite draws a product's id: few are asked for often, most seldom.
func favourite() int {
	share := rand.Float64()
	return 1 + int(share*share*share*assortment)
}
