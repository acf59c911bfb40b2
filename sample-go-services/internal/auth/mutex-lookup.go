package auth

import (
	"context"
	"sync"

	"github.com/google/uuid"
)

// mutexLookup is a mistake that is made often: it guards "the last account" with a lock and asks the database while
// holding it. Correct, quick when tried alone, and under load everybody queues for one connection's worth of work,
// whatever the size of the pool. Seen from outside: the service is slow, its database idle, its processor too; what gives
// it away is go_sync_mutex_wait_total_seconds_total.
type mutexLookup struct {
	store Finder
	mu    sync.Mutex
	last  Account
}

// Find waits for its turn, then for Postgres.
func (l *mutexLookup) Find(ctx context.Context, id uuid.UUID) (Account, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	account, err := l.store.Find(ctx, id)
	if err == nil {
		l.last = account
	}
	return account, err
}
