// Package catalog knows the products. It answers from memory, Redis or Postgres, in this order.
package catalog

import (
	"context"
	"fmt"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/database"
	"shop.example/internal/layered"
)

// Catalog finds products through its caches.
type Catalog struct {
	store    *Store
	products *layered.Cache[Product]
	pages    *layered.Cache[[]Product]
	known    *Known
	settings func() Settings
}

// New makes a catalog over a store. base says what both caches share; their names are set here.
func New(store *Store, settings func() Settings, base layered.Config) (*Catalog, error) {
	base.Settings = func() layered.Settings { return settings().Cache }
	base.Unavailable = database.Away
	base.Name = "catalog:product"
	products, err := layered.New[Product](base)
	if err != nil {
		return nil, err
	}
	base.Name = "catalog:page"
	pages, err := layered.New[[]Product](base)
	if err != nil {
		return nil, err
	}
	return &Catalog{store: store, products: products, pages: pages, known: &Known{}, settings: settings}, nil
}

// Product finds one product; ErrUnknown where there is none.
func (c *Catalog) Product(ctx context.Context, id int64) (Product, error) {
	if c.settings().Bloom && !c.known.Maybe(id) {
		trace.SpanFromContext(ctx).SetAttributes(attribute.String("cache.bloom", "rejected"))
		return Product{}, ErrUnknown
	}
	return c.products.Get(ctx, strconv.FormatInt(id, 10), func(ctx context.Context) (Product, error) {
		return c.store.Product(ctx, id)
	})
}

// Products reads a page in the order of ids, beginning behind `after`.
func (c *Catalog) Products(ctx context.Context, after int64, limit int) ([]Product, error) {
	key := fmt.Sprintf("%d:%d", after, limit)
	return c.pages.Get(ctx, key, func(ctx context.Context) ([]Product, error) {
		return c.store.Products(ctx, after, limit)
	})
}

// Resize follows a change of the cache's settings.
func (c *Catalog) Resize() {
	c.products.Resize()
	c.pages.Resize()
}

// WarmUp learns which ids exist and puts the first products where they are found fastest.
func (c *Catalog) WarmUp(ctx context.Context) error {
	if err := c.known.Fill(ctx, c.store.IDs); err != nil {
		return fmt.Errorf("fill the Bloom filter: %w", err)
	}
	if !c.settings().WarmUp {
		return nil
	}
	products, err := c.store.Products(ctx, 0, warmProducts)
	if err != nil {
		return fmt.Errorf("warm the cache: %w", err)
	}
	for _, product := range products {
		c.products.Put(ctx, strconv.FormatInt(product.ID, 10), product)
	}
	return nil
}

// warmProducts is how many products a warm start loads.
const warmProducts = 50
