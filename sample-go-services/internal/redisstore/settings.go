// Package redisstore is all that the shop does with Redis: a cache of values, and a queue on Redis Streams with consumer
// groups, acknowledgements, retries and dead letters.
//
// Nothing of go-redis shows in its interface. That keeps the choice of a client in one place, and it keeps builds fast: a
// package that as much as holds a redis.Client takes most of a second longer to compile, for its five hundred methods.
package redisstore

import (
	"errors"
	"time"
)

// Settings say where Redis is.
type Settings struct {
	Address string `mapstructure:"address" env:"REDIS_ADDRESS" reload:"no"`
	// Password is asked for by a Redis that has one; empty: by none.
	Password string `mapstructure:"password" env:"REDIS_PASSWORD" reload:"no" secret:"true"`
	// Timeout bounds one command: a cache that is slower than what it saves is no cache.
	Timeout time.Duration `mapstructure:"timeout" reload:"no"`
}

// DefaultSettings fit the stack `redis`.
func DefaultSettings() Settings {
	return Settings{Address: "redis:6379", Timeout: 250 * time.Millisecond}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	if s.Address == "" || s.Timeout <= 0 {
		return errors.New("redis: address must be set and timeout longer than 0s")
	}
	return nil
}

// GroupSettings say how a consumer works.
type GroupSettings struct {
	Stream, Group, Consumer string
	// Concurrency is how many messages are worked on at once.
	Concurrency int
	// Attempts is how often a message that goes wrong is tried before it becomes a dead letter.
	Attempts int
	// Abandoned is how long a message may be with a consumer that does not finish it before another takes it over.
	Abandoned time.Duration
}

// DeadLetters is the stream of messages that were given up.
func DeadLetters(stream string) string { return stream + ".dead" }
