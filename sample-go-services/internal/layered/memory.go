package layered

import (
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// memory is the level inside the process. Entries stay after their time as long as there is room: a stale answer can
// be better than none.
type memory[V any] struct {
	entries *lru.Cache[string, entry[V]]
}

type entry[V any] struct {
	value V
	fresh time.Time // until then
}

func newMemory[V any](size int) (*memory[V], error) {
	entries, err := lru.New[string, entry[V]](size)
	if err != nil {
		return nil, fmt.Errorf("make a cache of %d entries: %w", size, err)
	}
	return &memory[V]{entries: entries}, nil
}

// get returns a value and whether it is fresh and whether it is there at all.
func (m *memory[V]) get(key string, now time.Time) (value V, fresh, found bool) {
	kept, found := m.entries.Get(key)
	return kept.value, found && now.Before(kept.fresh), found
}

func (m *memory[V]) put(key string, value V, until time.Time) {
	m.entries.Add(key, entry[V]{value: value, fresh: until})
}

func (m *memory[V]) resize(size int) { m.entries.Resize(size) }
