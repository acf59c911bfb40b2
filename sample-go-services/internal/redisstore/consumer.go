package redisstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"shop.example/internal/queue"
)

const (
	// batch is how many entries are read at once.
	batch = 64
	// block is how long a read waits for work.
	block = 2 * time.Second
	// pauseAfterFailure is how long the consumer rests when Redis does not answer.
	pauseAfterFailure = 500 * time.Millisecond
)

// consumer reads a stream as a member of a consumer group.
type consumer struct {
	client   *redis.Client
	settings GroupSettings
	log      *slog.Logger
	watch    *observer
}

// Consume works on messages until ctx ends: first on its own unfinished ones (of an earlier life, or of before Redis
// failed), then on those that others abandoned and on new ones. What is unfinished when ctx ends comes again.
func (c *consumer) Consume(ctx context.Context, handle queue.Handler) error {
	own := "0"
	lastTakeOver := time.Time{}
	for ctx.Err() == nil {
		entries, err := c.next(ctx, &own, &lastTakeOver)
		if err == nil {
			err = c.workOn(ctx, entries, handle)
		}
		if err != nil {
			c.recover(ctx, err)
			own = "0"
		}
	}
	return nil
}

// next finds entries to work on. own is where its own unfinished ones begin; empty when there are none left.
func (c *consumer) next(ctx context.Context, own *string, lastTakeOver *time.Time) ([]redis.XMessage, error) {
	if *own != "" {
		entries, err := c.read(ctx, *own, -1)
		if err != nil {
			return nil, err
		}
		if len(entries) > 0 {
			*own = entries[len(entries)-1].ID
			return entries, nil
		}
		*own = ""
	}
	if time.Since(*lastTakeOver) > c.settings.Abandoned/2 {
		*lastTakeOver = time.Now()
		entries, _, err := c.client.XAutoClaim(ctx, &redis.XAutoClaimArgs{
			Stream: c.settings.Stream, Group: c.settings.Group, Consumer: c.settings.Consumer,
			MinIdle: c.settings.Abandoned, Start: "0", Count: batch,
		}).Result()
		if err != nil {
			return nil, fmt.Errorf("take over abandoned messages: %w", err)
		}
		if len(entries) > 0 {
			*lastTakeOver = time.Time{} // there may be more
			return entries, nil
		}
	}
	return c.read(ctx, ">", block)
}

// read waits for entries, but no longer than ctx: go-redis itself sits a blocking read out. What such a read still gets
// stays pending and comes again.
func (c *consumer) read(ctx context.Context, from string, wait time.Duration) ([]redis.XMessage, error) {
	type outcome struct {
		streams []redis.XStream
		err     error
	}
	done := make(chan outcome, 1)
	go func() {
		streams, err := c.client.XReadGroup(ctx, &redis.XReadGroupArgs{
			Group: c.settings.Group, Consumer: c.settings.Consumer,
			Streams: []string{c.settings.Stream, from}, Count: batch, Block: wait,
		}).Result()
		done <- outcome{streams, err}
	}()
	var read outcome
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case read = <-done:
	}
	if errors.Is(read.err, redis.Nil) {
		return nil, nil
	}
	if read.err != nil {
		return nil, fmt.Errorf("read stream %s: %w", c.settings.Stream, read.err)
	}
	var entries []redis.XMessage
	for _, stream := range read.streams {
		entries = append(entries, stream.Messages...)
	}
	return entries, nil
}

func (c *consumer) workOn(ctx context.Context, entries []redis.XMessage, handle queue.Handler) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(c.settings.Concurrency)
	for _, entry := range entries {
		group.Go(func() error { return c.finish(groupCtx, entry, handle) })
	}
	return group.Wait()
}

// recover makes the group where there is none (a new or an emptied Redis), else waits a moment.
func (c *consumer) recover(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if strings.Contains(err.Error(), "NOGROUP") {
		// From the first entry: events that were sent before the first consumer came are not lost.
		err = c.client.XGroupCreateMkStream(ctx, c.settings.Stream, c.settings.Group, "0").Err()
		if err == nil || strings.Contains(err.Error(), "BUSYGROUP") {
			return
		}
	}
	c.log.WarnContext(ctx, "queue can't be read; trying on", "stream", c.settings.Stream, "error", err)
	select {
	case <-ctx.Done():
	case <-time.After(pauseAfterFailure):
	}
}
