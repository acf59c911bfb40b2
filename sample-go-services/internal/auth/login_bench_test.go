package auth

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// The load at which one lock around every query is felt: sixty-four customers who log in, pause for 2.5 to 7.5 ms, and log
// in again.
const (
	atOnce = 64
	pause  = 5 * time.Millisecond
)

// BenchmarkLogin compares the two ways to look accounts up by what the slowest in a hundred waits (p99-ms).
func BenchmarkLogin(b *testing.B) {
	for _, way := range []string{LookupMutex, LookupSharded} {
		b.Run(way, func(b *testing.B) {
			durations := logins(b, way, b.N)
			slices.Sort(durations)
			b.ReportMetric(float64(durations[len(durations)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(durations[len(durations)/2].Microseconds())/1000, "p50-ms")
		})
	}
}

// logins lets customers log in and returns how long each login took.
func logins(b *testing.B, way string, count int) []time.Duration {
	b.Helper()
	settings := DefaultSettings()
	settings.Lookup = way
	router := counter(b, &settings)
	bodies := make([]string, atOnce)
	for i := range bodies {
		_, account := send(router, "POST", "/accounts", `{"name": "Ada"}`, nil)
		bodies[i] = `{"customer": "` + account["customer"] + `", "key": "` + account["key"] + `"}`
	}
	// Once before the clock runs, so that neither way is measured while it opens its connections.
	together(bodies, func(body string) { login(b, router, body) })
	b.ResetTimer()
	var mu sync.Mutex
	var durations []time.Duration
	together(bodies, func(body string) {
		for range count/atOnce + 1 {
			took := login(b, router, body)
			mu.Lock()
			durations = append(durations, took)
			mu.Unlock()
			time.Sleep(pause/2 + rand.N(pause))
		}
	})
	return durations
}

func together(bodies []string, work func(body string)) {
	var group sync.WaitGroup
	for _, body := range bodies {
		group.Go(func() { work(body) })
	}
	group.Wait()
}

func login(b *testing.B, router http.Handler, body string) time.Duration {
	begun := time.Now()
	if status, answer := send(router, "POST", "/tokens", body, nil); status != http.StatusOK {
		b.Errorf("login: %d %v", status, answer)
	}
	return time.Since(begun)
}
