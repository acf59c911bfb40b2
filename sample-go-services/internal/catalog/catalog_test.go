package catalog_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"shop.example/internal/catalog"
	"shop.example/internal/httpserver"
	"shop.example/internal/layered"
	"shop.example/internal/shoptest"
)

// shelf is a catalog over a database whose connection can be cut.
type shelf struct {
	*catalog.Catalog
	settings catalog.Settings
	database *shoptest.Line
	router   *httpserver.Router
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	observed := shoptest.Observe(t)
	where := shoptest.Postgres(t)
	line := shoptest.NewLine(t, net.JoinHostPort(where.Host, strconv.Itoa(where.Port)))
	host, port, _ := net.SplitHostPort(line.Address)
	where.Host = host
	where.Port, _ = strconv.Atoi(port)
	redis := shoptest.OpenRedis(t, observed, shoptest.RedisAddress(t))
	s := &shelf{settings: catalog.DefaultSettings(), database: line}
	s.settings.Cache.Redis.Enabled = false // other tests' products are in there
	store := catalog.NewStore(shoptest.OpenDatabase(t, observed, where))
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var err error
	s.Catalog, err = catalog.New(store, func() catalog.Settings { return s.settings },
		layered.Config{Redis: redis, Telemetry: observed.Telemetry})
	if err != nil {
		t.Fatal(err)
	}
	s.router = httpserver.NewRouter(observed.Telemetry)
	catalog.NewAPI(s.Catalog, observed.Log).Routes(s.router)
	return s
}

func (s *shelf) status(path string) int {
	answer := httptest.NewRecorder()
	s.router.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
	return answer.Code
}

func TestTheCatalogAnswersByHTTP(t *testing.T) {
	s := newShelf(t)
	for path, want := range map[string]int{
		"/products":                         http.StatusOK,
		"/products?limit=100&after=50":      http.StatusOK,
		"/products?after=1000000":           http.StatusOK, // an empty page
		"/products?limit=0":                 http.StatusBadRequest,
		"/products?limit=101":               http.StatusBadRequest,
		"/products?limit=x":                 http.StatusBadRequest,
		"/products?after=-1":                http.StatusBadRequest,
		"/products/1":                       http.StatusOK,
		"/products/200":                     http.StatusOK,
		"/products/201":                     http.StatusNotFound,
		"/products/0":                       http.StatusBadRequest,
		"/products/-1":                      http.StatusBadRequest,
		"/products/1.5":                     http.StatusBadRequest,
		"/products/99999999999999999999999": http.StatusBadRequest,
		"/products/1;DROP%20TABLE%20catalog.products":     http.StatusBadRequest,
		"/products/%27%20OR%20%271%27=%271":               http.StatusBadRequest,
		"/products?limit=20&after=0%3BDROP%20SCHEMA%20x%": http.StatusOK, // a broken query counts as none
	} {
		if got := s.status(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestTheBloomFilterTurnsUnknownIDsAwayWithoutTheDatabase(t *testing.T) {
	s := newShelf(t)
	if err := s.WarmUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.database.Cut()
	turnedAway := 0
	for id := int64(1_000_000); id < 1_001_000; id++ {
		if _, err := s.Product(t.Context(), id); errors.Is(err, catalog.ErrUnknown) {
			turnedAway++
		}
	}
	if turnedAway < 990 {
		t.Errorf("%d of 1000 were turned away", turnedAway)
	}
	s.settings.Bloom = false
	if _, err := s.Product(t.Context(), 1_000_000); err == nil || errors.Is(err, catalog.ErrUnknown) {
		t.Errorf("switched off, it still turned away: %v", err)
	}
}

func TestWhatIsCachedIsServedWhilePostgresIsAway(t *testing.T) {
	s := newShelf(t)
	if err := s.WarmUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.status("/products")
	s.settings.Cache.Memory.TTL = 1 // everything is old from now on
	s.status("/products/7")
	s.database.Cut()
	for path, want := range map[string]int{
		"/products":     http.StatusOK,
		"/products/7":   http.StatusOK,
		"/products/199": http.StatusServiceUnavailable, // was not cached
	} {
		if got := s.status(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	s.database.Mend(t)
	shoptest.Until(t, "the catalog to recover by itself", func() bool { return s.status("/products/199") == http.StatusOK })
}
