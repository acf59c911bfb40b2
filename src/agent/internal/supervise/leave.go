package supervise

import (
	"fmt"
	"syscall"
	"time"

	"sim.dev/agent/internal/process"
	"sim.dev/agent/internal/report"
)

// retire ends a build that was live, once it has finished what it had.
func (s *Supervisor) retire(inst *instance) {
	inst.unwatch()
	inst.leftAt = time.Now()
	s.leaving[inst] = struct{}{}
	line := report.Line{State: report.Draining, Build: inst.build.Number}
	if inst.target == nil {
		s.report(line)
		s.terminate(inst)
		return
	}
	if n := inst.target.InFlight(); n > 0 {
		line.Detail = fmt.Sprintf("%d under way", n)
	}
	s.report(line)
	idle := inst.target.Idle()
	go func() {
		late := time.NewTimer(s.Settings.Drain)
		defer late.Stop()
		select {
		case <-idle:
		case <-inst.gone:
		case <-late.C:
		}
		s.post(func() {
			if _, leaves := s.leaving[inst]; leaves && inst.target.Idle() == idle {
				s.terminate(inst)
			}
		})
	}()
}

// drop ends a build that never was live.
func (s *Supervisor) drop(inst *instance, why string) {
	s.leave(inst)
	if why != "" {
		s.report(report.Line{State: report.Exited, Build: inst.build.Number, Detail: why})
	}
	inst.process.Kill()
}

// leave takes a build that never was live out of the way.
func (s *Supervisor) leave(inst *instance) {
	s.starting = nil
	inst.unwatch()
	inst.dropped, inst.leftAt = true, time.Now()
	s.leaving[inst] = struct{}{}
}

// terminate asks a build to end, and does not ask for ever.
func (s *Supervisor) terminate(inst *instance) {
	if inst.told {
		return
	}
	inst.told = true
	inst.upstream.CloseIdleConnections()
	inst.process.Signal(s.Settings.StopSignal)
	kill := time.AfterFunc(s.Settings.Drain, inst.process.Kill)
	go func() {
		<-inst.gone
		kill.Stop()
	}()
}

// Signal passes one on to the live build. Any goroutine may call it.
func (s *Supervisor) Signal(number syscall.Signal) {
	s.post(func() {
		if s.live != nil {
			s.live.process.Signal(number)
		}
	})
}

// left: a build that was asked to end has ended, or one that drained ended by itself.
func (s *Supervisor) left(inst *instance, exit process.Exit) {
	delete(s.leaving, inst)
	if !inst.dropped {
		line := report.Line{State: report.Drained, Build: inst.build.Number, Duration: time.Since(inst.leftAt)}
		if exit.Code() != 0 {
			line.Detail = exit.String()
		}
		s.report(line)
	}
	// After its end was told: what starts in another container now is told later.
	inst.lock.Give()
	if s.stopping && !inst.dropped {
		s.exitCode = exit.Code()
	}
	s.goOn()
}

// goOn starts the build that waits for its turn, if that has come.
func (s *Supervisor) goOn() {
	if s.next != nil && len(s.leaving) == 0 && s.live == nil && s.starting == nil && !s.stopping {
		s.launch(*s.next)
	}
}
