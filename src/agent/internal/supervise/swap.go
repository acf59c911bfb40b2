package supervise

import (
	"fmt"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/report"
)

// want makes a build the one to run.
func (s *Supervisor) want(b builds.Build) {
	if s.stopping {
		return
	}
	s.wanted, s.failures = b, 0
	s.triedNumber.Store(int64(b.Number))
	if s.next != nil && *s.next == b || s.starting != nil && s.starting.build == b {
		return
	}
	s.forgetRetry()
	s.forgetWait()
	s.next, s.rolledBack = nil, nil
	if s.starting != nil {
		s.drop(s.starting, fmt.Sprintf("build %d came before it was ready", b.Number))
	}
	if s.live != nil && s.live.build == b {
		// Who asks did not hear it: a controller that came later, perhaps.
		s.report(report.Line{State: report.Live, Build: b.Number, Detail: s.note})
		return
	}
	s.relents()
	s.begin(b)
}

// begin starts a build now, or once those that cannot run beside it have ended.
func (s *Supervisor) begin(b builds.Build) {
	s.takesTurns()
	if s.mode == overlap || s.live == nil && len(s.leaving) == 0 {
		s.launch(b)
		return
	}
	s.next = &b
	if old := s.live; old != nil {
		s.live = nil
		s.Routes.Hold()
		s.retire(old)
	}
}

func (s *Supervisor) launch(b builds.Build) {
	s.next = nil
	s.givePortBack()
	held, waits := s.turnOf(b)
	if waits {
		return
	}
	inst, err := s.start(b)
	if err != nil {
		held.Give()
		s.failed(b, err.Error())
		return
	}
	inst.lock = held
	s.starting = inst
	s.report(report.Line{State: report.Starting, Build: b.Number, Previous: s.liveBuild(), Detail: s.note})
	s.await(inst)
}

// givePortBack lets a build listen on the service's port itself.
func (s *Supervisor) givePortBack() {
	if s.mode == direct && s.Front != nil {
		// An error is about connections that are cut, which is what is wanted.
		_ = s.Front.Close()
		s.Front = nil
	}
}

// ready moves traffic to a build that has answered.
func (s *Supervisor) ready(inst *instance) {
	if inst != s.starting {
		return
	}
	old := s.live
	previous := s.previousBuild(inst)
	s.starting = nil
	s.promote(inst)
	took := time.Since(inst.began)
	s.report(report.Line{State: report.Ready, Build: inst.build.Number, Duration: took})
	if s.rolledBack != nil {
		// The one that was to stand in may have failed as well.
		s.rolledBack.Build = inst.build.Number
		s.report(*s.rolledBack)
		s.rolledBack = nil
	}
	s.report(report.Line{State: report.Live, Build: inst.build.Number, Previous: previous, Duration: took, Detail: s.note})
	if old != nil {
		s.retire(old)
	}
}

func (s *Supervisor) promote(inst *instance) {
	s.live, inst.liveAt = inst, time.Now()
	inst.unwatch()
	s.attend(inst)
	if inst.target != nil {
		s.Routes.Move(inst.target)
	}
	s.liveNumber.Store(int64(inst.build.Number))
	s.remember(inst.build)
}

func (s *Supervisor) liveBuild() int {
	if s.live == nil {
		return 0
	}
	return s.live.build.Number
}

// previousBuild is the one that was live before, which is none where a build only comes back.
func (s *Supervisor) previousBuild(inst *instance) int {
	number := int(s.liveNumber.Load())
	if number == inst.build.Number {
		return 0
	}
	return number
}
