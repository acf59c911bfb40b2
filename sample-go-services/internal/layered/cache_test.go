package layered_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shop.example/internal/layered"
	"shop.example/internal/shoptest"
)

var errAway = errors.New("away")

// fixture is a cache over a real Redis and a source that counts how often it is asked.
type fixture struct {
	cache    *layered.Cache[string]
	settings layered.Settings
	loads    atomic.Int64
	hold     chan struct{} // when set, loads wait for it
	err      error
	line     *shoptest.Line
	observed shoptest.Observed
}

// asked is how often Redis was asked, or called for in vain.
func (f *fixture) asked() (times int) {
	for _, span := range f.observed.Spans.Ended() {
		if strings.Contains(span.InstrumentationScope().Name, "redisotel") {
			times++
		}
	}
	return times
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	observed := shoptest.Observe(t)
	name := shoptest.Unique(t)
	f := &fixture{
		settings: layered.DefaultSettings(), line: shoptest.NewLine(t, shoptest.RedisAddress(t)), observed: observed,
	}
	f.cache = f.another(t, observed, name)
	return f
}

func (f *fixture) another(t *testing.T, observed shoptest.Observed, name string) *layered.Cache[string] {
	t.Helper()
	cache, err := layered.New[string](layered.Config{
		Name:        name,
		Settings:    func() layered.Settings { return f.settings },
		Redis:       shoptest.OpenRedis(t, observed, f.line.Address),
		Telemetry:   observed.Telemetry,
		Unavailable: func(err error) bool { return errors.Is(err, errAway) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return cache
}

func (f *fixture) load(context.Context) (string, error) {
	f.loads.Add(1)
	if f.hold != nil {
		<-f.hold
	}
	return "value", f.err
}

func (f *fixture) get(t *testing.T, cache *layered.Cache[string]) {
	t.Helper()
	if value, err := cache.Get(t.Context(), "key", f.load); err != nil || value != "value" {
		t.Fatalf("got %q, %v", value, err)
	}
}

func TestAValueIsLoadedOnceAndThenFoundInMemory(t *testing.T) {
	f := newFixture(t)
	f.get(t, f.cache)
	f.line.Cut() // memory does not need Redis
	f.get(t, f.cache)
	if f.loads.Load() != 1 {
		t.Errorf("%d loads", f.loads.Load())
	}
}

func TestAnotherReplicaFindsTheValueInRedis(t *testing.T) {
	observed := shoptest.Observe(t)
	name := shoptest.Unique(t)
	f := &fixture{settings: layered.DefaultSettings(), line: shoptest.NewLine(t, shoptest.RedisAddress(t))}
	f.get(t, f.another(t, observed, name))
	f.get(t, f.another(t, observed, name))
	if f.loads.Load() != 1 {
		t.Errorf("%d loads", f.loads.Load())
	}
}

func TestALevelThatIsSwitchedOffIsNotAsked(t *testing.T) {
	f := newFixture(t)
	f.settings.Memory.Enabled, f.settings.Redis.Enabled = false, false
	f.get(t, f.cache)
	f.get(t, f.cache)
	if f.loads.Load() != 2 {
		t.Errorf("%d loads", f.loads.Load())
	}
}

func TestAStampedeLoadsOnceWithSingleFlightAndOftenWithout(t *testing.T) {
	for _, protected := range []bool{true, false} {
		f := newFixture(t)
		f.settings.SingleFlight = protected
		f.settings.Redis.Enabled = false
		f.hold = make(chan struct{})
		var waiting sync.WaitGroup
		for range 50 {
			waiting.Go(func() { f.get(t, f.cache) })
		}
		want := int64(50)
		if protected {
			want = 1
		}
		shoptest.Until(t, "the loads that must come", func() bool { return f.loads.Load() == want })
		close(f.hold)
		waiting.Wait()
		if got := f.loads.Load(); protected && got != 1 {
			t.Errorf("%d loads with single-flight", got)
		}
	}
}

func TestACallerWhoGivesUpDoesNotFailTheOthers(t *testing.T) {
	f := newFixture(t)
	f.hold = make(chan struct{})
	impatient, giveUp := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		_, err := f.cache.Get(impatient, "key", f.load)
		gone <- err
	}()
	shoptest.Until(t, "the load to begin", func() bool { return f.loads.Load() == 1 })
	patient := make(chan error, 1)
	go func() {
		_, err := f.cache.Get(t.Context(), "key", f.load)
		patient <- err
	}()
	giveUp()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the impatient got %v", err)
	}
	close(f.hold)
	if err := <-patient; err != nil {
		t.Errorf("the patient got %v", err)
	}
}

func TestAnExpiredValueServesWhileTheSourceIsAway(t *testing.T) {
	f := newFixture(t)
	f.settings.Redis.Enabled = false
	f.settings.Memory.TTL = time.Nanosecond
	f.get(t, f.cache)
	f.err = errAway
	f.get(t, f.cache)
	f.settings.ServeStale = false
	if _, err := f.cache.Get(t.Context(), "key", f.load); !errors.Is(err, errAway) {
		t.Errorf("switched off, it still served: %v", err)
	}
	f.settings.ServeStale, f.err = true, errors.New("a mistake")
	if _, err := f.cache.Get(t.Context(), "key", f.load); err == nil {
		t.Error("a mistake of the source was hidden")
	}
}

func TestWithoutRedisValuesComeFromTheSourceAndRedisIsLeftAlone(t *testing.T) {
	f := newFixture(t)
	f.settings.Memory.Enabled = false
	f.line.Cut()
	const requests = 200
	for range requests {
		f.get(t, f.cache)
	}
	// Once, and then once each second that these take.
	if got := f.asked(); got == 0 || got > requests/4 {
		t.Errorf("%d requests asked a Redis that is down %d times", requests, got)
	}
	f.line.Mend(t)
	shoptest.Until(t, "Redis to be used again", func() bool {
		before := f.loads.Load()
		f.get(t, f.cache)
		return f.loads.Load() == before
	})
}
