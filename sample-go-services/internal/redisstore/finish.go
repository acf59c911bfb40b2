package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"shop.example/internal/queue"
)

// finish works on one entry until it is done or given up, then acknowledges it. It returns an error only when the queue
// itself fails or the service stops: then the entry stays pending and comes again.
func (c *consumer) finish(ctx context.Context, entry redis.XMessage, handle queue.Handler) error {
	if entry.Values == nil {
		return c.acknowledge(ctx, entry) // pushed out of the stream while pending: nothing is left to work on
	}
	message, err := decode(entry)
	if err != nil {
		return c.bury(ctx, entry, err)
	}
	for attempt := 1; ; {
		err := c.watch.observe(ctx, message, attempt, handle)
		switch {
		case err == nil:
			return c.acknowledge(ctx, entry)
		case errors.Is(err, queue.ErrLater):
			c.log.DebugContext(ctx, "message has to wait", "event", message.ID, "error", err)
		case attempt >= c.settings.Attempts:
			return c.bury(ctx, entry, err)
		default:
			c.log.WarnContext(ctx, "message went wrong; trying again", "event", message.ID, "attempt", attempt, "error", err)
			attempt++
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pauseBefore(attempt)):
		}
	}
}

func (c *consumer) acknowledge(ctx context.Context, entry redis.XMessage) error {
	// Also while stopping: the work is done, and doing it again would be waste.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := c.client.XAck(ctx, c.settings.Stream, c.settings.Group, entry.ID).Err(); err != nil {
		return fmt.Errorf("acknowledge %s: %w", entry.ID, err)
	}
	return nil
}

// bury puts an entry that can't be worked on where people find it, and takes it off the group's hands.
func (c *consumer) bury(ctx context.Context, entry redis.XMessage, cause error) error {
	c.log.ErrorContext(ctx, "message given up: it is a dead letter now",
		"stream", DeadLetters(c.settings.Stream), "entry", entry.ID, "error", cause)
	values := map[string]any{"error": cause.Error(), "entry": entry.ID}
	for name, value := range entry.Values {
		values["was."+name] = value
	}
	_, err := c.client.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.XAdd(ctx, &redis.XAddArgs{
			Stream: DeadLetters(c.settings.Stream), MaxLen: keepAbout, Approx: true, Values: values,
		})
		pipe.XAck(ctx, c.settings.Stream, c.settings.Group, entry.ID)
		return nil
	})
	if err != nil {
		return fmt.Errorf("bury %s: %w", entry.ID, err)
	}
	return nil
}

// pauseBefore grows with the attempts, up to two seconds.
func pauseBefore(attempt int) time.Duration {
	return min(100*time.Millisecond<<min(attempt, 10), 2*time.Second)
}
