package loadgen

import (
	"errors"
	"testing"
	"time"
)

func TestQuantilesAreWithinATenth(t *testing.T) {
	stats := NewStats(time.Now)
	for ms := 1; ms <= 1000; ms++ {
		stats.Answered(kindView, time.Duration(ms)*time.Millisecond, nil)
	}
	all, _ := stats.Figures()
	for name, pair := range map[string][2]float64{
		"p50": {all.P50Ms, 500}, "p95": {all.P95Ms, 950}, "p99": {all.P99Ms, 990},
	} {
		if got, want := pair[0], pair[1]; got < want || got > want*1.1 {
			t.Errorf("%s is %g, want %g to a tenth more", name, got, want)
		}
	}
}

func TestRecentFiguresForgetWhatIsOld(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	stats := NewStats(func() time.Time { return now })
	stats.Answered(kindView, time.Millisecond, nil)
	now = now.Add(5 * time.Second)
	stats.Answered(kindOrder, time.Millisecond, statusError(503))
	now = now.Add(6 * time.Second)
	stats.Skipped()
	all, recent := stats.Figures()
	if all.Requests != 2 || all.Errors != 1 || all.Skipped != 1 {
		t.Errorf("since the start: %+v", all)
	}
	if recent.Requests != 1 || recent.ByKind[kindOrder] != 1 || recent.ByError["order: the shop answered 503"] != 1 {
		t.Errorf("recent: %+v", recent)
	}
}

func TestFiguresWithoutRequestsAreZero(t *testing.T) {
	all, recent := NewStats(time.Now).Figures()
	if all.P99Ms != 0 || recent.Requests != 0 {
		t.Errorf("%+v, %+v", all, recent)
	}
}

func TestAMeasurementBeginsWhereTheLastIsForgotten(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	stats := NewStats(func() time.Time { return now })
	stats.Answered(kindView, time.Second, nil)
	now = now.Add(time.Minute)
	stats.Forget()
	stats.Answered(kindView, time.Millisecond, nil)
	now = now.Add(2 * time.Second)
	all, recent := stats.Figures()
	if all.Requests != 1 || all.Seconds != 2 || all.P99Ms > 2 || recent.Requests != 1 {
		t.Errorf("all: %+v, recent: %+v", all, recent)
	}
}

func TestErrorsAreFewGroups(t *testing.T) {
	if got := nameOf(errors.New("dial tcp 10.0.0.7:51234: refused")); got != "no answer" {
		t.Errorf("got %q", got)
	}
}
