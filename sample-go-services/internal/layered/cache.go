package layered

import (
	"context"
	"time"

	"golang.org/x/sync/singleflight"

	"shop.example/internal/telemetry"
)

// loadTimeout bounds one load for all who wait for it; it does not end with the caller who happened to be first.
const loadTimeout = 3 * time.Second

// Cache finds values by key: memory, then Redis, then the source.
type Cache[V any] struct {
	name     string
	settings func() Settings
	memory   *memory[V]
	shared   *shared[V]
	flights  singleflight.Group
	watch    *observer
	// unavailable tells whether an error of the source means 'can't be reached', so that a stale value will do.
	unavailable func(error) bool
}

// Store is what the level that replicas share needs of Redis.
type Store interface {
	// Get reads a value; found is false where there is none.
	Get(ctx context.Context, key string) (value []byte, found bool, err error)
	// Set keeps a value for a while.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
}

// Config is what a cache is made of.
type Config struct {
	// Name of what is cached: prefix of its keys in Redis and label of its metrics.
	Name        string
	Settings    func() Settings
	Redis       Store
	Telemetry   *telemetry.Telemetry
	Unavailable func(error) bool
}

// New makes an empty cache.
func New[V any](config Config) (*Cache[V], error) {
	level, err := newMemory[V](config.Settings().Memory.Entries)
	if err != nil {
		return nil, err
	}
	watch, err := newObserver(config.Name, config.Telemetry)
	if err != nil {
		return nil, err
	}
	return &Cache[V]{
		name:        config.Name,
		settings:    config.Settings,
		memory:      level,
		shared:      &shared[V]{store: config.Redis, prefix: config.Name + ":"},
		watch:       watch,
		unavailable: config.Unavailable,
	}, nil
}

// Get finds the value of key, loading it where no level has it. Errors of the source are not cached.
func (c *Cache[V]) Get(ctx context.Context, key string, load func(context.Context) (V, error)) (V, error) {
	settings := c.settings()
	stale, fresh, found := c.memory.get(key, time.Now())
	if !settings.Memory.Enabled {
		c.watch.saw(ctx, levelMemory, off)
	} else if fresh {
		c.watch.saw(ctx, levelMemory, hit)
		return stale, nil
	} else {
		c.watch.saw(ctx, levelMemory, miss)
	}
	value, err := c.beyondMemory(ctx, key, settings, load)
	if err != nil && found && settings.Memory.Enabled && settings.ServeStale && c.unavailable(err) {
		c.watch.saw(ctx, levelMemory, staleHit)
		return stale, nil
	}
	return value, err
}

// Put fills both levels, for a warm start.
func (c *Cache[V]) Put(ctx context.Context, key string, value V) {
	c.keep(ctx, key, value, c.settings())
}

// Resize follows a change of settings.
func (c *Cache[V]) Resize() { c.memory.resize(c.settings().Memory.Entries) }

func (c *Cache[V]) beyondMemory(
	ctx context.Context, key string, settings Settings, load func(context.Context) (V, error),
) (V, error) {
	if !settings.SingleFlight {
		return c.fetch(ctx, key, settings, load)
	}
	flight := c.flights.DoChan(key, func() (any, error) {
		// The flight before this one may have landed since memory was looked at.
		if value, fresh, _ := c.memory.get(key, time.Now()); fresh && settings.Memory.Enabled {
			return value, nil
		}
		shared, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
		defer cancel()
		return c.fetch(shared, key, settings, load)
	})
	select {
	case <-ctx.Done():
		var none V
		return none, context.Cause(ctx)
	case landed := <-flight:
		c.watch.joined(ctx, landed.Shared)
		value, _ := landed.Val.(V) // fetch returns V, also beside an error
		return value, landed.Err
	}
}

func (c *Cache[V]) fetch(
	ctx context.Context, key string, settings Settings, load func(context.Context) (V, error),
) (V, error) {
	if settings.Redis.Enabled {
		value, found, err := c.shared.get(ctx, key, time.Now())
		c.watch.saw(ctx, levelRedis, resultOf(found, err))
		if found {
			if settings.Memory.Enabled {
				c.memory.put(key, value, time.Now().Add(settings.Memory.TTL))
			}
			return value, nil
		}
	} else {
		c.watch.saw(ctx, levelRedis, off)
	}
	value, err := load(ctx)
	if err != nil {
		return value, err
	}
	c.keep(ctx, key, value, settings)
	return value, nil
}

func (c *Cache[V]) keep(ctx context.Context, key string, value V, settings Settings) {
	now := time.Now()
	if settings.Memory.Enabled {
		c.memory.put(key, value, now.Add(settings.Memory.TTL))
	}
	if settings.Redis.Enabled {
		if err := c.shared.put(ctx, key, value, settings.Redis.TTL, now); err != nil {
			c.watch.saw(ctx, levelRedis, failedPut) // the value itself is fine: the caller gets it
		}
	}
}
