package supervise

import (
	"fmt"
	"slices"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/report"
)

// As many as the controller keeps on the disk.
const mostRemembered = 10

func (s *Supervisor) remember(b builds.Build) {
	s.forget(b)
	s.lived = append(s.lived, b)
	if len(s.lived) > mostRemembered {
		s.lived = slices.Delete(s.lived, 0, 1)
	}
}

func (s *Supervisor) forget(b builds.Build) {
	s.lived = slices.DeleteFunc(s.lived, func(other builds.Build) bool { return other == b })
}

// fallback is the newest other build that was live and did not crash on probation.
func (s *Supervisor) fallback(than builds.Build) (builds.Build, bool) {
	for _, b := range slices.Backward(s.lived) {
		if b != than {
			return b, true
		}
	}
	return builds.Build{}, false
}

// rollBack puts an earlier build in the place of one that crashed on probation.
func (s *Supervisor) rollBack(bad, good builds.Build, detail string) {
	line := report.Line{State: report.RolledBack, Build: good.Number, Previous: bad.Number, Detail: detail}
	if still := s.stillRunning(good); still != nil {
		delete(s.leaving, still)
		s.promote(still)
		s.report(line)
		s.report(report.Line{State: report.Live, Build: good.Number, Previous: bad.Number})
		return
	}
	s.rolledBack = &line
	s.begin(good)
}

// stillRunning finds a build that drains and was not asked to end yet: nothing is quicker than to give it requests again.
func (s *Supervisor) stillRunning(b builds.Build) *instance {
	for inst := range s.leaving {
		if inst.build == b && !inst.told && !inst.dropped {
			return inst
		}
	}
	return nil
}

const (
	firstRetry = 100 * time.Millisecond
	lastRetry  = 10 * time.Second
)

// pause is how long the next try waits.
func (s *Supervisor) pause() time.Duration {
	return min(lastRetry, firstRetry<<min(s.failures, 10))
}

// retryLater starts a build again for want of another, less and less often.
func (s *Supervisor) retryLater(b builds.Build, detail string) {
	wait := s.pause()
	s.failures++
	s.rolledBack = nil
	s.Routes.Refuse(fmt.Sprintf("build %d: %s\ntrying again in %s", b.Number, detail, wait))
	s.again = time.AfterFunc(wait, func() {
		s.post(func() {
			if s.again != nil && s.live == nil && s.starting == nil && s.next == nil && !s.stopping {
				s.again = nil
				s.begin(b)
			}
		})
	})
}

func (s *Supervisor) forgetRetry() {
	if s.again != nil {
		s.again.Stop()
		s.again = nil
	}
}
