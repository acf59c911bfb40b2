package config

import (
	"context"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a file must be left alone before it is read: many write it in two steps, and after the first it is
// empty.
const settle = 50 * time.Millisecond

// lookAgain is how often the file is compared even without an event: some mounts (desktop virtual machines) send none.
const lookAgain = 2 * time.Second

// Watch reloads when the file changes, until ctx ends. It watches the folder, because editors replace files by rename.
func (l *Live[T]) Watch(ctx context.Context) error {
	if l.path == "" {
		return nil
	}
	ticker := time.NewTicker(lookAgain)
	defer ticker.Stop()
	var events chan fsnotify.Event
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		defer func() { _ = watcher.Close() }()
		if err = watcher.Add(filepath.Dir(l.path)); err == nil {
			events = watcher.Events
		}
	}
	if err != nil {
		l.log.DebugContext(ctx, "no file events: settings are compared every two seconds", "error", err)
	}
	settled := time.NewTimer(settle) // runs at once, for what changed before the watch began
	defer settled.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-settled.C:
			l.Reload(ctx)
		case <-ticker.C:
			settled.Reset(settle)
		case _, open := <-events:
			if !open {
				events = nil
				continue
			}
			settled.Reset(settle)
		}
	}
}
