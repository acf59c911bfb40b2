package catalog

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"gorm.io/gorm"

	"shop.example/internal/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store keeps products in Postgres.
type Store struct {
	db *database.DB
}

// NewStore makes a store over an open database.
func NewStore(db *database.DB) *Store { return &Store{db: db} }

// Migrate brings the schema up to date.
func (s *Store) Migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open the catalog's migrations: %w", err)
	}
	return s.db.Migrate(ctx, "catalog", files)
}

// Product reads one product.
func (s *Store) Product(ctx context.Context, id int64) (Product, error) {
	var product Product
	err := s.db.WithContext(ctx).Take(&product, id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Product{}, ErrUnknown
	}
	if err != nil {
		return Product{}, fmt.Errorf("read product %d: %w", id, err)
	}
	return product, nil
}

// Products reads a page in the order of ids, beginning behind `after`.
func (s *Store) Products(ctx context.Context, after int64, limit int) ([]Product, error) {
	products := make([]Product, 0, limit)
	err := s.db.WithContext(ctx).Where("id > ?", after).Order("id").Limit(limit).Find(&products).Error
	if err != nil {
		return nil, fmt.Errorf("read products after %d: %w", after, err)
	}
	return products, nil
}

// IDs lists the ids of all products.
func (s *Store) IDs(ctx context.Context) ([]int64, error) {
	var ids []int64
	if err := s.db.WithContext(ctx).Model(&Product{}).Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("list the ids of all products: %w", err)
	}
	return ids, nil
}
