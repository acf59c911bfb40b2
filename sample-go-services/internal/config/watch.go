package config

import (
	"context"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

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
	l.Reload(ctx) // what changed before the watch began
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			l.Reload(ctx)
		case _, open := <-events:
			if !open {
				events = nil
				continue
			}
			l.Reload(ctx)
		}
	}
}
