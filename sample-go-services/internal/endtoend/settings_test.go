package endtoend

import (
	"net/http"
	"testing"

	"shop.example/internal/shoptest"
)

func (s *shop) setting(service, key string) any {
	values, _ := s.operator(service, "/settings").json["settings"].(map[string]any)
	return values[key]
}

func (s *shop) rejection(service string) string {
	source, _ := s.operator(service, "/settings").json["source"].(map[string]any)
	words, _ := source["rejected"].(string)
	return words
}

func protectionsAreSwitched(t *testing.T, s *shop) {
	s.configure(t, "catalog", "bloom: false\ncache: {memory: {enabled: false}, single_flight: false}\n")
	shoptest.Until(t, "the catalog to follow", func() bool {
		return s.setting("catalog", "bloom") == false && s.setting("catalog", "cache.memory.enabled") == false
	})
	if got := s.view(7); got != http.StatusOK {
		t.Errorf("view: %d", got)
	}
	s.configure(t, "catalog", "bloom: perhaps\n")
	shoptest.Until(t, "the catalog to refuse nonsense", func() bool { return s.rejection("catalog") != "" })
	if got := s.setting("catalog", "bloom"); got != false {
		t.Errorf("bloom is %v after a bad edit", got)
	}
	s.configure(t, "auth", "lookup: mutex\n")
	shoptest.Until(t, "auth to follow", func() bool { return s.setting("auth", "lookup") == "mutex" })
	if got := s.order(s.customer(t).token); got.status != http.StatusCreated {
		t.Errorf("order: %d %s", got.status, got.text)
	}
	for _, name := range []string{"catalog", "auth"} { // as the others expect it
		s.configure(t, name, "")
	}
	shoptest.Until(t, "the defaults to be back", func() bool {
		return s.setting("catalog", "cache.memory.enabled") == true && s.setting("auth", "lookup") == "sharded"
	})
}
