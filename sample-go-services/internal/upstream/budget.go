package upstream

import "sync"

// Bounds of the budget, in retries. The reserve lets the first requests after a quiet time be retried at all.
const (
	reserve    = 3
	maxBalance = 50
)

// budget allows retries as a share of requests.
type budget struct {
	mu      sync.Mutex
	balance float64
}

func newBudget() *budget { return &budget{balance: reserve} }

// deposit earns a share of a retry for one request.
func (b *budget) deposit(share float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.balance = min(b.balance+share, maxBalance)
}

// withdraw takes one retry, if there is one.
func (b *budget) withdraw() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.balance < 1 {
		return false
	}
	b.balance--
	return true
}
