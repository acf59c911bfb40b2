package auth

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace/noop"

	"shop.example/internal/shoptest"
)

// registry is auth's store with one account in it, and a lookup whose way a test can change.
func registry(t testing.TB) (*Lookup, *Settings, Account, shoptest.Observed) {
	t.Helper()
	observed := shoptest.Observe(t)
	store := NewStore(shoptest.Database(t, observed))
	if err := store.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	account, _ := newAccount("test", time.Now())
	if err := store.Add(context.Background(), account); err != nil {
		t.Fatal(err)
	}
	settings := DefaultSettings()
	return NewLookup(store, func() Settings { return settings }, observed.Tracer("auth")), &settings, account, observed
}

func TestBothWaysFindTheSame(t *testing.T) {
	lookup, settings, account, _ := registry(t)
	for _, way := range []string{LookupMutex, LookupSharded} {
		settings.Lookup = way
		for range 2 { // the second time, from memory where there is one
			found, err := lookup.Find(t.Context(), account.ID)
			if err != nil || found.ID != account.ID || string(found.KeyHash) != string(account.KeyHash) {
				t.Errorf("%s: %+v, %v", way, found, err)
			}
		}
		if _, err := lookup.Find(t.Context(), uuid.New()); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: an unknown account: %v", way, err)
		}
	}
}

const callers = 3

// meeting answers when all callers are there, or when its patience has ended; most is how many were there at once.
type meeting struct {
	patience time.Duration
	all      chan struct{}

	mu        sync.Mutex
	now, most int
}

func (m *meeting) Find(_ context.Context, id uuid.UUID) (Account, error) {
	m.come(1)
	defer m.come(-1)
	select {
	case <-m.all:
	case <-time.After(m.patience):
	}
	return Account{ID: id}, nil
}

func (m *meeting) come(by int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now += by
	m.most = max(m.most, m.now)
	if by > 0 && m.now == callers {
		close(m.all)
	}
}

func TestTheMutexWayLetsOneCallerAskAtATimeAndTheShardedWayAll(t *testing.T) {
	for _, test := range []struct {
		way      string
		patience time.Duration
		most     int
	}{{LookupMutex, 10 * time.Millisecond, 1}, {LookupSharded, time.Minute, callers}} {
		t.Run(test.way, func(t *testing.T) {
			store := &meeting{patience: test.patience, all: make(chan struct{})}
			lookup := NewLookup(store, func() Settings { return Settings{Lookup: test.way} }, noop.NewTracerProvider().Tracer(""))
			var group sync.WaitGroup
			for range callers {
				group.Go(func() {
					if _, err := lookup.Find(t.Context(), uuid.New()); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if store.most != test.most {
				t.Errorf("%d asked at once, want %d", store.most, test.most)
			}
		})
	}
}

func TestTheShardedWayAsksPostgresOnceForManyCallers(t *testing.T) {
	lookup, _, account, observed := registry(t)
	ctx, span := observed.Tracer("test").Start(t.Context(), "callers")
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if _, err := lookup.Find(ctx, account.ID); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	span.End()
	queries := 0
	for _, span := range observed.Spans.Ended() {
		if span.Name() == "SELECT" {
			queries++
		}
	}
	if queries != 1 {
		t.Errorf("%d queries for 50 callers", queries)
	}
}

func TestAShardThatIsFullStartsOver(t *testing.T) {
	var shard shard
	shard.accounts = map[uuid.UUID]remembered{}
	for range maxPerShard + 10 {
		shard.put(Account{ID: uuid.New()}, time.Now().Add(time.Hour))
	}
	if got := len(shard.accounts); got > maxPerShard {
		t.Errorf("%d accounts", got)
	}
}
