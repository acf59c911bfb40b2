package config

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Live holds settings that can change while the service runs.
type Live[T Validator] struct {
	path     string
	defaults T
	log      *slog.Logger
	current  atomic.Pointer[T]

	mu        sync.Mutex
	content   []byte
	status    Status
	listeners []func(T)
}

// Status says where the settings in force come from.
type Status struct {
	File     string    `json:"file,omitempty"`
	LoadedAt time.Time `json:"loadedAt"`
	// Rejected says why the newest edit of the file is not in force; empty when it is.
	Rejected string `json:"rejected,omitempty"`
	// NeedsRestart names settings that were edited and take effect only at the next start.
	NeedsRestart []string `json:"needsRestart,omitempty"`
}

// Open reads the settings for the first time; then, and only then, a mistake in them is an error.
func Open[T Validator](path string, defaults T, log *slog.Logger) (*Live[T], error) {
	content, err := contentOf(path)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	settings, err := read(content, defaults)
	if err != nil {
		return nil, fmt.Errorf("settings in %s or the environment: %w", path, err)
	}
	live := &Live[T]{path: path, defaults: defaults, log: log, content: content}
	live.status = Status{File: path, LoadedAt: time.Now()}
	live.current.Store(&settings)
	return live, nil
}

// Get returns the settings in force. Ask again for every piece of work rather than keeping them.
func (l *Live[T]) Get() T { return *l.current.Load() }

// Show returns the settings in force, secrets masked, and where they come from.
func (l *Live[T]) Show() (map[string]any, Status) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Show(l.Get()), l.status
}

// OnChange calls listener with the settings now and after each change.
func (l *Live[T]) OnChange(listener func(T)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listeners = append(l.listeners, listener)
	listener(l.Get())
}

// Reload reads the file again. A bad edit keeps the last good values and is logged once.
func (l *Live[T]) Reload(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	content, err := contentOf(l.path)
	if err == nil && bytes.Equal(content, l.content) {
		return
	}
	var fresh T
	if err == nil {
		l.content = content
		fresh, err = read(content, l.defaults)
	}
	if err != nil {
		if l.status.Rejected != err.Error() {
			l.log.WarnContext(ctx, "bad settings: the last good ones stay in force", "file", l.path, "error", err)
		}
		l.status.Rejected = err.Error()
		return
	}
	old := l.Get()
	needsRestart := keepFixed(old, &fresh)
	changed := changedKeys(old, fresh)
	l.status = Status{File: l.path, LoadedAt: time.Now(), NeedsRestart: needsRestart}
	l.current.Store(&fresh)
	l.log.InfoContext(ctx, "settings reloaded", "changed", changed, "needsRestart", needsRestart)
	for _, listener := range l.listeners {
		listener(fresh)
	}
}
