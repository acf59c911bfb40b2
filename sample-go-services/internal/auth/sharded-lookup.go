package auth

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"
)

const (
	shards = 64
	// maxPerShard bounds memory: a full shard starts over.
	maxPerShard = 1000
)

// shardedLookup remembers accounts for a while. An id's first byte picks one of 64 locks, each held for a map access and
// never while Postgres answers; callers who miss the same account share one query.
type shardedLookup struct {
	store    Finder
	settings func() Settings
	flights  singleflight.Group
	shards   [shards]shard
}

type shard struct {
	mu       sync.RWMutex
	accounts map[uuid.UUID]remembered
}

type remembered struct {
	account Account
	until   time.Time
}

func newShardedLookup(store Finder, settings func() Settings) *shardedLookup {
	lookup := &shardedLookup{store: store, settings: settings}
	for i := range lookup.shards {
		lookup.shards[i].accounts = map[uuid.UUID]remembered{}
	}
	return lookup
}

// Find answers from memory where it can.
func (l *shardedLookup) Find(ctx context.Context, id uuid.UUID) (Account, error) {
	shard := &l.shards[id[0]%shards]
	if account, ok := shard.get(id, time.Now()); ok {
		return account, nil
	}
	flight := l.flights.DoChan(string(id[:]), func() (any, error) {
		// The flight before this one may have landed since.
		if account, ok := shard.get(id, time.Now()); ok {
			return account, nil
		}
		// Not bound to the caller who came first: the others wait for it too.
		account, err := l.store.Find(context.WithoutCancel(ctx), id)
		if err == nil {
			shard.put(account, time.Now().Add(l.settings().AccountTTL))
		}
		return account, err
	})
	select {
	case <-ctx.Done():
		return Account{}, context.Cause(ctx)
	case landed := <-flight:
		account, _ := landed.Val.(Account) // Find returns one, also beside an error
		return account, landed.Err
	}
}

func (s *shard) get(id uuid.UUID, now time.Time) (Account, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	kept, ok := s.accounts[id]
	return kept.account, ok && now.Before(kept.until)
}

func (s *shard) put(account Account, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.accounts) >= maxPerShard {
		clear(s.accounts)
	}
	s.accounts[account.ID] = remembered{account: account, until: until}
}
