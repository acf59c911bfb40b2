package endtoend

import (
	"net/http"
	"testing"

	"shop.example/internal/database"
	"shop.example/internal/shoptest"
)

// shop is a running shop: its entrance for customers, the services' own ports for operators, and what a test may break.
type shop struct {
	premises
	entrance        string            // where customers come in
	inside          *http.Client      // reaches the services' own ports
	addresses       map[string]string // of those ports
	postgres, redis store
	database        database.Settings // for the test's own eyes
	stream          string
	spans           spans
	proxied         bool         // the entrance is Nginx
	eyes            *database.DB // see count
}

// premises are where a shop runs: processes of this host, or an environment of Sim.
type premises interface {
	// kill ends a service without a chance to tidy up; start runs it again.
	kill(t testing.TB, service string)
	start(t testing.TB, service string)
	// configure edits a service's settings as a user does; an empty text brings the first ones back.
	configure(t testing.TB, service, text string)
}

// store is Postgres or Redis, which goes away and comes back.
type store interface {
	Cut()
	Mend(t testing.TB)
}

// spans are those that the services sent.
type spans interface {
	find(fits func(span) bool) []span
}

// open finds the shop of the environment that SHOP_ENVIRONMENT names, or starts one on this host, and waits until all of it
// is ready.
func open(t testing.TB) *shop {
	t.Helper()
	start := openHost
	if environment() != "" {
		start = openEnvironment
	}
	s := start(t)
	for _, name := range programs() {
		s.untilReady(t, name)
	}
	return s
}

func (s *shop) untilReady(t testing.TB, name string) {
	t.Helper()
	shoptest.Until(t, name+" to be ready", func() bool { return s.readiness(name) == "ready" })
}

// readiness is the word of a service's /readyz; empty where nobody answers.
func (s *shop) readiness(name string) string {
	answer := s.operator(name, "/readyz")
	word, _ := answer.json["status"].(string)
	return word
}

// operator asks a service on its own port.
func (s *shop) operator(service, path string) answer {
	return askWith(s.inside, http.MethodGet, "http://"+s.addresses[service]+path, nil, nil)
}
