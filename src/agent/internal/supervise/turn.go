package supervise

import (
	"errors"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/lock"
	"sim.dev/agent/internal/report"
	"sim.dev/agent/internal/settings"
)

// turnPause is how long is waited between two looks whether other containers have ended their builds.
const turnPause = 20 * time.Millisecond

// wait is that of one build for those of other containers.
type wait struct {
	build builds.Build
	since time.Time
	timer *time.Timer
	told  bool
}

// turnOf gives the right to run where no two builds may run at once, in whichever container; nil where they may. Where another one
// still runs, the build is the next one, and is started once that has ended.
func (s *Supervisor) turnOf(b builds.Build) (held *lock.Lock, waits bool) {
	if s.Settings.Handoff != settings.Restart {
		return nil, false
	}
	held, err := lock.Folder(s.Settings.Builds).Take(b.Number)
	var taken lock.TakenError
	switch {
	case !errors.As(err, &taken):
		s.forgetWait()
		// A build that is not there, or a file system without locks: starting it says more than this error.
		return held, false
	case b == s.wanted:
		s.awaitTurn(b, taken)
	default:
		s.standInForNone(b, taken)
	}
	return nil, true
}

func (s *Supervisor) awaitTurn(b builds.Build, taken lock.TakenError) {
	s.next = &b
	if s.wait == nil || s.wait.build != b {
		s.forgetWait()
		s.wait = &wait{build: b, since: time.Now()}
	}
	if !s.wait.told && time.Since(s.wait.since) > s.Settings.ReadyTimeout {
		s.wait.told = true
		s.report(report.Line{State: report.Late, Build: b.Number, Duration: time.Since(s.wait.since), Detail: taken.Error()})
	}
	s.wait.timer = time.AfterFunc(turnPause, func() { s.post(s.goOn) })
}

// standInForNone: a build that is no good here runs in other containers, so none before it may stand in. They end theirs once they are
// told to, and whoever tells them hears what was wrong; until then the wanted one is tried again.
func (s *Supervisor) standInForNone(before builds.Build, taken lock.TakenError) {
	detail := taken.Error()
	if line := s.rolledBack; line != nil {
		detail = line.Detail
		s.report(report.Line{State: report.Failed, Build: line.Previous, Previous: before.Number, Detail: detail})
	}
	s.retryLater(s.wanted, detail)
}

func (s *Supervisor) forgetWait() {
	if s.wait != nil {
		if s.wait.timer != nil {
			s.wait.timer.Stop()
		}
		s.wait = nil
	}
}
