package orders

import (
	"errors"
	"time"

	"github.com/google/uuid"
)

// Order is what a customer bought.
type Order struct {
	ID         uuid.UUID `json:"id"         gorm:"primaryKey"`
	Customer   uuid.UUID `json:"-"`
	Lines      []Line    `json:"lines"      gorm:"foreignKey:OrderID"`
	TotalCents int64     `json:"totalCents"`
	PlacedAt   time.Time `json:"placedAt"`

	IdempotencyKey string `json:"-"`
	Fingerprint    []byte `json:"-"`
}

// TableName says where GORM finds orders.
func (Order) TableName() string { return "orders.orders" }

// Line is one product of an order, at the price of the moment.
type Line struct {
	OrderID    uuid.UUID `json:"-"          gorm:"primaryKey"`
	ProductID  int64     `json:"productId"  gorm:"primaryKey;autoIncrement:false"`
	Quantity   int32     `json:"quantity"`
	PriceCents int32     `json:"priceCents"`
}

// TableName says where GORM finds lines.
func (Line) TableName() string { return "orders.lines" }

// Errors of the package.
var (
	ErrUnknown        = errors.New("no such order")
	ErrUnknownProduct = errors.New("no such product")
	ErrOutOfStock     = errors.New("not enough in stock")
	ErrKeyReused      = errors.New("idempotency key was used for another order")
)
