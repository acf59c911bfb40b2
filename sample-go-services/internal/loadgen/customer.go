package loadgen

import (
	"context"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// customer has an account and, for a while, a token. Its first visit registers it.
type customer struct {
	name string
	shop *shop

	mu      sync.Mutex
	account account
	token   string
	renewAt time.Time
}

type account struct {
	Customer string `json:"customer"`
	Key      string `json:"key"`
}

func newCustomer(name string, shop *shop) *customer { return &customer{name: name, shop: shop} }

// login gets a new token, whether or not it needs one.
func (c *customer) login(ctx context.Context) error {
	account, err := c.registered(ctx)
	if err != nil {
		return err
	}
	var answer struct {
		Token     string    `json:"token"`
		ExpiresAt time.Time `json:"expiresAt"`
	}
	if err := c.shop.post(ctx, "/tokens", nil, account, http.StatusOK, &answer); err != nil {
		c.forgetIfUnknown(err)
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = answer.Token
	c.renewAt = time.Now().Add(time.Until(answer.ExpiresAt) / 2)
	return nil
}

// order buys one or two things.
func (c *customer) order(ctx context.Context) error {
	token := c.validToken()
	if token == "" {
		if err := c.login(ctx); err != nil {
			return err
		}
		token = c.validToken()
	}
	type item struct {
		ProductID int `json:"productId"`
		Quantity  int `json:"quantity"`
	}
	items := []item{{ProductID: favourite(), Quantity: 1 + mathrand.IntN(2)}}
	if other := favourite(); other != items[0].ProductID {
		items = append(items, item{ProductID: other, Quantity: 1})
	}
	header := http.Header{"Authorization": {"Bearer " + token}, "Idempotency-Key": {rand.Text()}}
	err := c.shop.post(ctx, "/orders", header, map[string]any{"items": items}, http.StatusCreated, nil)
	c.forgetIfUnknown(err)
	return err
}

// registered returns the account, opening one at the first visit.
func (c *customer) registered(ctx context.Context) (account, error) {
	c.mu.Lock()
	defer c.mu.Unlock() // held while the shop answers, so that a customer registers once
	if c.account.Customer != "" {
		return c.account, nil
	}
	var fresh account
	if err := c.shop.post(ctx, "/accounts", nil, map[string]string{"name": c.name}, http.StatusCreated, &fresh); err != nil {
		return account{}, err
	}
	c.account = fresh
	return fresh, nil
}

func (c *customer) validToken() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Now().After(c.renewAt) {
		return ""
	}
	return c.token
}

// forgetIfUnknown starts over when the shop does not know the customer any more: its database may be a new one.
func (c *customer) forgetIfUnknown(err error) {
	var status statusError
	if !errors.As(err, &status) || status != http.StatusUnauthorized {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account, c.token = account{}, ""
}
