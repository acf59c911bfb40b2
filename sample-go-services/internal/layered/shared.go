package layered

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// rest is how long Redis is left alone after it failed: without, each request would wait for its time-out.
const rest = time.Second

// shared is the level in Redis, common to all replicas.
type shared[V any] struct {
	store   Store
	prefix  string
	restful atomic.Int64 // Unix nanoseconds until which Redis is left alone
}

var errResting = errors.New("left alone, as it failed a moment ago")

func (s *shared[V]) get(ctx context.Context, key string, now time.Time) (value V, found bool, err error) {
	if now.UnixNano() < s.restful.Load() {
		return value, false, errResting
	}
	text, found, err := s.store.Get(ctx, s.prefix+key)
	if err != nil {
		s.failed(ctx, now)
	}
	if err != nil || !found {
		return value, false, err
	}
	if err := json.Unmarshal(text, &value); err != nil {
		// Written by another version of this service: the same as not there.
		return value, false, nil
	}
	return value, true, nil
}

func (s *shared[V]) put(ctx context.Context, key string, value V, ttl time.Duration, now time.Time) error {
	if now.UnixNano() < s.restful.Load() {
		return errResting
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode %s for Redis: %w", key, err)
	}
	err = s.store.Set(ctx, s.prefix+key, text, ttl)
	if err != nil {
		s.failed(ctx, now)
	}
	return err
}

// failed leaves Redis alone for a while, unless it was the caller who went away.
func (s *shared[V]) failed(ctx context.Context, now time.Time) {
	if ctx.Err() == nil {
		s.restful.Store(now.Add(rest).UnixNano())
	}
}
