package loadgen

import (
	"context"
	"errors"
	"maps"
	"math"
	"sync"
	"time"
)

// window is how many seconds the recent figures cover.
const window = 10

// Stats counts what customers saw. Durations are kept in buckets that grow by a tenth, so quantiles are within 10 %.
type Stats struct {
	mu      sync.Mutex
	now     func() time.Time
	started time.Time
	total   tally
	recent  [window]second
}

type second struct {
	unix  int64
	tally tally
}

type tally struct {
	Count, Errors, Skipped int64
	byKind, byError        map[string]int64
	durations              map[int]int64
}

// Figures are counts and quantiles of a period.
type Figures struct {
	Seconds   float64          `json:"seconds"`
	Requests  int64            `json:"requests"`
	PerSecond float64          `json:"perSecond"`
	Errors    int64            `json:"errors"`
	Skipped   int64            `json:"skipped"`
	P50Ms     float64          `json:"p50Ms"`
	P95Ms     float64          `json:"p95Ms"`
	P99Ms     float64          `json:"p99Ms"`
	ByKind    map[string]int64 `json:"byKind"`
	ByError   map[string]int64 `json:"byError,omitempty"`
}

// NewStats starts counting.
func NewStats(now func() time.Time) *Stats { return &Stats{now: now, started: now()} }

// Forget starts over.
func (s *Stats) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started, s.total, s.recent = s.now(), tally{}, [window]second{}
}

// Answered counts one finished request; duration runs from when it was due.
func (s *Stats) Answered(kind string, duration time.Duration, err error) {
	s.each(func(t *tally) {
		t.Count++
		if err != nil {
			t.Errors++
			t.byError[kind+": "+nameOf(err)]++
		}
		t.byKind[kind]++
		t.durations[bucketOf(duration)]++
	})
}

// Skipped counts one request that did not begin, because too many were open.
func (s *Stats) Skipped() { s.each(func(t *tally) { t.Skipped++ }) }

func (s *Stats) each(count func(*tally)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	unix := s.now().Unix()
	slot := &s.recent[unix%window]
	if slot.unix != unix {
		*slot = second{unix: unix}
	}
	for _, t := range []*tally{&s.total, &slot.tally} {
		if t.byKind == nil {
			t.init()
		}
		count(t)
	}
}

// Figures returns those since the start and those of the last ten seconds.
func (s *Stats) Figures() (all, recent Figures) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	age := now.Sub(s.started).Seconds()
	var last tally
	for _, slot := range s.recent {
		if now.Unix()-slot.unix < window {
			last.add(slot.tally)
		}
	}
	return s.total.figures(age), last.figures(min(age, window))
}

func (t *tally) init() {
	t.byKind, t.byError, t.durations = map[string]int64{}, map[string]int64{}, map[int]int64{}
}

// nameOf puts errors into few groups: a status, a time-out, or no answer at all.
func nameOf(err error) string {
	var status statusError
	switch {
	case errors.As(err, &status):
		return status.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	default:
		return "no answer"
	}
}

func (t *tally) add(other tally) {
	t.Count += other.Count
	t.Errors += other.Errors
	t.Skipped += other.Skipped
	if t.byKind == nil {
		t.init()
	}
	for name, count := range other.byError {
		t.byError[name] += count
	}
	for kind, count := range other.byKind {
		t.byKind[kind] += count
	}
	for bucket, count := range other.durations {
		t.durations[bucket] += count
	}
}

func (t *tally) figures(seconds float64) Figures {
	return Figures{
		Seconds:   math.Round(seconds*10) / 10,
		Requests:  t.Count,
		PerSecond: math.Round(float64(t.Count)/max(seconds, 0.001)*10) / 10,
		Errors:    t.Errors,
		Skipped:   t.Skipped,
		P50Ms:     t.quantile(0.50),
		P95Ms:     t.quantile(0.95),
		P99Ms:     t.quantile(0.99),
		ByKind:    maps.Clone(t.byKind),
		ByError:   maps.Clone(t.byError),
	}
}
