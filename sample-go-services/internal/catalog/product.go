package catalog

import (
	"context"
	"errors"
)

// Product is one thing that the shop sells.
type Product struct {
	ID          int64  `json:"id"          gorm:"primaryKey"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Category    string `json:"category"`
	PriceCents  int32  `json:"priceCents"`
}

// TableName says where GORM finds products.
func (Product) TableName() string { return "catalog.products" }

// ErrUnknown is returned for a product that does not exist.
var ErrUnknown = errors.New("no such product")

// Source finds products: the database, or a cache before it.
type Source interface {
	// Product returns ErrUnknown where there is none.
	Product(ctx context.Context, id int64) (Product, error)
}
