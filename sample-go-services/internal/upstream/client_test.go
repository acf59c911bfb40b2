package upstream_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"shop.example/internal/shoptest"
	"shop.example/internal/upstream"
)

// server answers with the statuses given, one after another, then with the last one.
func server(t *testing.T, statuses ...int) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		at := min(int(calls.Add(1)), len(statuses)) - 1
		if statuses[at] == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(statuses[at])
	}))
	t.Cleanup(server.Close)
	return server, &calls
}

func client(t *testing.T, address string, change func(*upstream.Settings)) *upstream.Client {
	t.Helper()
	settings := upstream.DefaultSettings(address)
	if change != nil {
		change(&settings)
	}
	return upstream.New("test", func() upstream.Settings { return settings }, shoptest.Observe(t).Telemetry)
}

func TestWhatMayBeTriedAgain(t *testing.T) {
	const shed = http.StatusTooManyRequests // stands for 503 with Retry-After
	for name, test := range map[string]struct {
		method   string
		header   http.Header
		statuses []int
		want     int
		calls    int64
	}{
		"a good answer is taken":                     {"GET", nil, []int{200}, 200, 1},
		"a refusal is taken":                         {"GET", nil, []int{404}, 404, 1},
		"a mistake is taken":                         {"GET", nil, []int{500}, 500, 1},
		"a read is tried again":                      {"GET", nil, []int{502, 503, 200}, 200, 3},
		"but not for ever":                           {"GET", nil, []int{502}, 502, 3},
		"a write is not":                             {"POST", nil, []int{502, 200}, 502, 1},
		"a write with a key is":                      {"POST", http.Header{"Idempotency-Key": {"k"}}, []int{504, 201}, 201, 2},
		"a service that says when is left alone":     {"GET", nil, []int{shed, 200}, 503, 1},
		"a write is left alone too, key or no key":   {"POST", http.Header{"Idempotency-Key": {"k"}}, []int{shed}, 503, 1},
		"a read that is answered late is good still": {"GET", nil, []int{504, 200}, 200, 2},
	} {
		t.Run(name, func(t *testing.T) {
			server, calls := server(t, test.statuses...)
			answer, err := client(t, server.URL, nil).Do(t.Context(),
				upstream.Request{Method: test.method, Path: "/", Header: test.header})
			if err != nil || answer.Status != test.want || calls.Load() != test.calls {
				t.Errorf("status %d, error %v, %d calls; want %d and %d", answer.Status, err, calls.Load(), test.want, test.calls)
			}
		})
	}
}

func TestRetriesStayWithinTheirBudget(t *testing.T) {
	server, calls := server(t, http.StatusBadGateway)
	client := client(t, server.URL, func(s *upstream.Settings) { s.Breaker = false })
	for range 100 {
		if _, err := client.Do(t.Context(), upstream.Request{Method: "GET", Path: "/"}); err != nil {
			t.Fatal(err)
		}
	}
	// A tenth of a hundred, and the reserve of three.
	if retries := calls.Load() - 100; retries < 10 || retries > 13 {
		t.Errorf("%d retries for 100 requests", retries)
	}
}

func TestASlowServiceIsGivenUp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(server.Close)
	client := client(t, server.URL, func(s *upstream.Settings) { s.Timeout, s.Attempts = 20*time.Millisecond, 1 })
	if _, err := client.Do(t.Context(), upstream.Request{Method: "GET", Path: "/"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestABreakerOpensForWhatIsDownAndOnlyForThat(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		opens  bool
	}{
		"a gateway's complaint":    {http.StatusBadGateway, true},
		"a service that is unwell": {http.StatusServiceUnavailable, false},
		"a mistake":                {http.StatusInternalServerError, false},
		"a refusal":                {http.StatusNotFound, false},
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := server(t, test.status)
			client := client(t, server.URL, func(s *upstream.Settings) { s.Attempts = 1 })
			var last error
			for range 30 {
				_, last = client.Do(t.Context(), upstream.Request{Method: "GET", Path: "/"})
			}
			if errors.Is(last, upstream.ErrOpen) != test.opens {
				t.Errorf("after 30 answers of %d: %v", test.status, last)
			}
		})
	}
}

func TestCallersWhoHangUpDoNotOpenTheBreaker(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(server.Close)
	client := client(t, server.URL, nil)
	for range 30 {
		ctx, hangUp := context.WithTimeout(t.Context(), time.Millisecond)
		_, err := client.Do(ctx, upstream.Request{Method: "GET", Path: "/"})
		hangUp()
		if errors.Is(err, upstream.ErrOpen) {
			t.Fatal("the breaker opened")
		}
	}
}

func TestATryIsAClientSpanWithTheNameOfItsRoute(t *testing.T) {
	server, _ := server(t, http.StatusOK)
	observed := shoptest.Observe(t)
	settings := upstream.DefaultSettings(server.URL)
	client := upstream.New("test", func() upstream.Settings { return settings }, observed.Telemetry)
	_, err := client.Do(t.Context(), upstream.Request{Method: "GET", Path: "/things/7", Route: "/things/{id}"})
	if spans := observed.Spans.Ended(); err != nil || len(spans) != 1 || spans[0].Name() != "GET /things/{id}" {
		t.Errorf("error %v, spans %v", err, spans)
	}
}
