package loadgen

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// arrivals counts what a schedule does for a while, on a fake clock.
func arrivals(ctx context.Context, schedule *Schedule, during time.Duration) int {
	ctx, cancel := context.WithTimeout(ctx, during)
	defer cancel()
	count := 0
	_ = schedule.Run(ctx, func(time.Time) { count++ }) // ends with ctx, never otherwise
	return count
}

func TestRequestsArriveAtTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// 20,000 expected; a Poisson process strays from it by more than 700 once in a million runs.
		if got := arrivals(t.Context(), NewSchedule(200), 100*time.Second); got < 19_300 || got > 20_700 {
			t.Errorf("%d arrivals in 100 s at 200/s", got)
		}
	})
}

func TestRateZeroPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if got := arrivals(t.Context(), NewSchedule(0), time.Hour); got != 0 {
			t.Errorf("%d arrivals", got)
		}
	})
}

func TestANewRateTakesEffectAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schedule := NewSchedule(0.0001)
		go func() {
			time.Sleep(time.Second)
			schedule.SetRate(100)
		}()
		if got := arrivals(t.Context(), schedule, 11*time.Second); got < 800 || got > 1200 {
			t.Errorf("%d arrivals in 10 s at 100/s", got)
		}
	})
}
