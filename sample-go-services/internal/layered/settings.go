// Package layered is a cache of two levels, memory and Redis, before something slower; each protection can be switched
// off while it runs, to see what it is good for.
package layered

import (
	"errors"
	"time"
)

// Settings of the cache; all of them take effect at once.
type Settings struct {
	Memory MemorySettings `mapstructure:"memory"`
	Redis  RedisSettings  `mapstructure:"redis"`
	// SingleFlight lets one of many callers that miss the same key load it for all (against a stampede).
	SingleFlight bool `mapstructure:"single_flight"`
	// ServeStale answers with an expired value while the source can't be reached.
	ServeStale bool `mapstructure:"serve_stale"`
}

// MemorySettings are those of the level inside the process.
type MemorySettings struct {
	Enabled bool          `mapstructure:"enabled"`
	Entries int           `mapstructure:"entries"`
	TTL     time.Duration `mapstructure:"ttl"`
}

// RedisSettings are those of the level that all replicas share.
type RedisSettings struct {
	Enabled bool          `mapstructure:"enabled"`
	TTL     time.Duration `mapstructure:"ttl"`
}

// DefaultSettings switch every protection on. The memory's time is short, so that Redis is seen at work.
func DefaultSettings() Settings {
	return Settings{
		Memory:       MemorySettings{Enabled: true, Entries: 10_000, TTL: 2 * time.Second},
		Redis:        RedisSettings{Enabled: true, TTL: 10 * time.Second},
		SingleFlight: true,
		ServeStale:   true,
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	var wrong []error
	if s.Memory.Entries < 1 || s.Memory.Entries > 1_000_000 {
		wrong = append(wrong, errors.New("cache.memory.entries: must be between 1 and 1000000"))
	}
	if s.Memory.TTL <= 0 {
		wrong = append(wrong, errors.New("cache.memory.ttl: must be longer than 0s"))
	}
	if s.Redis.TTL < time.Second {
		wrong = append(wrong, errors.New("cache.redis.ttl: must be 1s or longer"))
	}
	return errors.Join(wrong...)
}
