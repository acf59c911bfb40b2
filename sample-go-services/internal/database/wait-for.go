package database

import (
	"context"
	"log/slog"
	"time"
)

// WaitFor does work that needs Postgres at a start, such as migrations, again until Postgres is there.
// Any other failure is returned at once.
func WaitFor(ctx context.Context, log *slog.Logger, work func(context.Context) error) error {
	pause := 50 * time.Millisecond
	for said := false; ; {
		err := work(ctx)
		if err == nil || !Away(err) || ctx.Err() != nil {
			return err
		}
		if !said {
			log.WarnContext(ctx, "waiting for Postgres", "error", err)
			said = true
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			pause = min(2*pause, time.Second)
		}
	}
}
