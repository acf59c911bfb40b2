package orders

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// takeStock takes what the lines need. The condition is checked by the statement that takes, under the row's lock: two who
// want the last one can't both get it.
func takeStock(tx *gorm.DB, lines []Line) error {
	for _, line := range lines {
		taken := tx.Exec("UPDATE orders.stock SET available = available - ? WHERE product_id = ? AND available >= ?",
			line.Quantity, line.ProductID, line.Quantity)
		if taken.Error != nil {
			return fmt.Errorf("take stock of product %d: %w", line.ProductID, taken.Error)
		}
		if taken.RowsAffected == 0 {
			return fmt.Errorf("product %d: %w", line.ProductID, ErrOutOfStock)
		}
	}
	return nil
}

// Enough tells early and without a lock when stock can't suffice, so that a sold-out product costs no transaction.
func (s *Store) Enough(ctx context.Context, items []Item) error {
	ids := make([]int64, len(items))
	for i, item := range items {
		ids[i] = item.ProductID
	}
	var rows []struct {
		ProductID int64
		Available int32
	}
	err := s.db.WithContext(ctx).Table("orders.stock").Where("product_id IN ?", ids).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read stock: %w", err)
	}
	available := make(map[int64]int32, len(rows))
	for _, row := range rows {
		available[row.ProductID] = row.Available
	}
	for _, item := range items {
		if available[item.ProductID] < item.Quantity {
			return fmt.Errorf("product %d: %w", item.ProductID, ErrOutOfStock)
		}
	}
	return nil
}

// SetStock says how much of a product there is.
func (s *Store) SetStock(ctx context.Context, product int64, available int32) error {
	err := s.db.WithContext(ctx).Exec(`INSERT INTO orders.stock (product_id, available) VALUES (?, ?)
		ON CONFLICT (product_id) DO UPDATE SET available = excluded.available`, product, available).Error
	if err != nil {
		return fmt.Errorf("set stock of product %d: %w", product, err)
	}
	return nil
}
