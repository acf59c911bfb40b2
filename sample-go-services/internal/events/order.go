// Package events is what services tell each other through the queue. Fields are added, never changed: old events may wait.
package events

import "github.com/google/uuid"

// KindOrderPlaced is the kind of OrderPlaced events.
const KindOrderPlaced = "order.placed"

// OrderPlaced tells that a customer bought something.
type OrderPlaced struct {
	OrderID    uuid.UUID `json:"orderId"`
	Customer   uuid.UUID `json:"customer"`
	TotalCents int64     `json:"totalCents"`
}
