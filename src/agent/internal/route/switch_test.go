package route

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestWithoutABuildRequestsAreRefusedWithTheReason(t *testing.T) {
	s := NewSwitch("no build yet", time.Minute)
	if _, err := s.Acquire(t.Context(), nil); !errors.Is(err, ErrNobody) || !strings.Contains(err.Error(), "no build yet") {
		t.Errorf("got %v", err)
	}
}

func TestRequestsWaitForABuildThatIsOnItsWay(t *testing.T) {
	s := NewSwitch("", time.Minute)
	got := make(chan int)
	go func() {
		target, err := s.Acquire(t.Context(), nil)
		if err != nil {
			t.Error(err)
			return
		}
		got <- target.Build
	}()
	s.Move(&Target{Build: 7})
	if build := <-got; build != 7 {
		t.Errorf("went to %d", build)
	}
}

func TestWaitingEnds(t *testing.T) {
	s := NewSwitch("", time.Millisecond)
	if _, err := s.Acquire(t.Context(), nil); !errors.Is(err, ErrNobody) {
		t.Errorf("after the patience: %v", err)
	}
	s = NewSwitch("", time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Acquire(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after the client has gone: %v", err)
	}
	s.waiting = mostWaiting
	if _, err := s.Acquire(t.Context(), nil); !errors.Is(err, ErrNobody) {
		t.Errorf("with too many: %v", err)
	}
}

func TestABuildThatLivesAndTakesNoConnectionsIsNotWaitedForLong(t *testing.T) {
	s := NewSwitch("", time.Hour)
	deaf := &Target{Build: 7}
	s.Move(deaf)
	if _, err := s.Acquire(t.Context(), deaf); !errors.Is(err, ErrNobody) || !strings.Contains(err.Error(), "build 7 runs and takes no connections") {
		t.Errorf("got %v", err)
	}
}

func TestABuildIsIdleOnceItGetsNothingNewAndHasFinishedAll(t *testing.T) {
	s := NewSwitch("", time.Minute)
	one, two := &Target{Build: 1}, &Target{Build: 2}
	s.Move(one)
	for range 2 {
		if _, err := s.Acquire(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	one.Release()
	if isIdle(one) {
		t.Error("idle while it is the current one")
	}
	s.Move(two)
	if isIdle(one) || one.InFlight() != 1 {
		t.Error("idle with a request under way")
	}
	one.Release()
	if !isIdle(one) {
		t.Error("not idle after the last")
	}
}

func TestABuildThatComesBackIsNotIdleAnyMore(t *testing.T) {
	s := NewSwitch("", time.Minute)
	one, two := &Target{Build: 1}, &Target{Build: 2}
	s.Move(one)
	s.Move(two)
	if !isIdle(one) {
		t.Fatal("not idle without requests")
	}
	s.Move(one)
	target, err := s.Acquire(t.Context(), two)
	if err != nil || target != one || isIdle(one) {
		t.Errorf("went to %v, %v", target, err)
	}
}

func isIdle(t *Target) bool {
	select {
	case <-t.Idle():
		return true
	default:
		return false
	}
}
