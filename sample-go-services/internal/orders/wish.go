package orders

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

const (
	maxItems    = 20
	maxQuantity = 100
	maxKey      = 100
)

// Wish is the body of POST /orders.
type Wish struct {
	Items []Item `json:"items"`
}

// Item is one product that a customer wants.
type Item struct {
	ProductID int64 `json:"productId"`
	Quantity  int32 `json:"quantity"`
}

// Validate says what is wrong.
func (w Wish) Validate() error {
	if len(w.Items) == 0 || len(w.Items) > maxItems {
		return fmt.Errorf("`items` must have 1 to %d entries", maxItems)
	}
	seen := map[int64]bool{}
	for _, item := range w.Items {
		if item.ProductID < 1 {
			return errors.New("`productId` must be a whole number from 1")
		}
		if item.Quantity < 1 || item.Quantity > maxQuantity {
			return fmt.Errorf("`quantity` must be between 1 and %d", maxQuantity)
		}
		if seen[item.ProductID] {
			return fmt.Errorf("product %d is there twice: add its quantities up", item.ProductID)
		}
		seen[item.ProductID] = true
	}
	return nil
}

// sorted are the items in the order of products. All orders take stock in this order, so that no two wait for each other.
func (w Wish) sorted() []Item {
	return slices.SortedFunc(slices.Values(w.Items), func(a, b Item) int {
		return int(min(1, max(-1, a.ProductID-b.ProductID)))
	})
}

// fingerprint tells two wishes apart; the order of the items does not matter.
func (w Wish) fingerprint() []byte {
	hash := sha256.New()
	for _, item := range w.sorted() {
		entry := binary.LittleEndian.AppendUint64(nil, uint64(item.ProductID))
		_, _ = hash.Write(binary.LittleEndian.AppendUint32(entry, uint32(item.Quantity))) // never fails
	}
	return hash.Sum(nil)
}

func validKey(key string) bool {
	if key == "" || len(key) > maxKey {
		return false
	}
	for _, c := range []byte(key) {
		if c < '!' || c > '~' {
			return false
		}
	}
	return true
}
