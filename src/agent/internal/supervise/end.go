package supervise

import (
	"fmt"
	"strings"
	"syscall"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/crash"
	"sim.dev/agent/internal/probe"
	"sim.dev/agent/internal/process"
	"sim.dev/agent/internal/report"
)

// ended takes note that a build's process is gone.
func (s *Supervisor) ended(inst *instance, exit process.Exit) {
	close(inst.gone)
	inst.unwatch()
	inst.upstream.CloseIdleConnections()
	switch {
	case inst == s.starting:
		s.starting = nil
		inst.lock.Give()
		s.endedEarly(inst, exit)
	case inst == s.live:
		s.live = nil
		inst.lock.Give()
		s.crashed(inst, exit)
	default:
		s.left(inst, exit)
	}
}

func (s *Supervisor) endedEarly(inst *instance, exit process.Exit) {
	switch {
	case s.stopping:
		s.exitCode = exit.Code()
	case s.oneShot(exit):
		s.finish(inst)
	case s.fallsBack(inst):
		s.begin(inst.build)
	default:
		code := exit.Code()
		s.failedWith(report.Line{
			Build: inst.build.Number, Duration: time.Since(inst.began), ExitCode: &code,
			Detail: because(why(exit)+" before it was ready", inst.process),
		}, inst.build)
	}
}

// crashed: the live build ended without being asked to.
func (s *Supervisor) crashed(inst *instance, exit process.Exit) {
	if s.stopping {
		s.exitCode = exit.Code()
		return
	}
	s.Routes.Hold()
	if s.oneShot(exit) {
		s.finish(inst)
		return
	}
	number := inst.build.Number
	lasted := time.Since(inst.liveAt)
	detail := because(fmt.Sprintf("%s after %s", why(exit), lasted.Round(time.Millisecond)), inst.process)
	code := exit.Code()
	s.report(report.Line{State: report.Exited, Build: number, Duration: lasted, ExitCode: &code, Detail: detail})
	proven := lasted >= s.Settings.Probation
	if !proven && s.fallsBack(inst) {
		s.begin(inst.build)
		return
	}
	if !proven {
		s.forget(inst.build)
	}
	if s.starting != nil || s.next != nil {
		// What comes next is on its way already.
		s.goOn()
		return
	}
	if proven {
		s.failures = 0
		s.begin(inst.build)
		return
	}
	if before, ok := s.fallback(inst.build); ok {
		s.rollBack(inst.build, before, detail)
		return
	}
	s.retryLater(inst.build, detail)
}

// failed: a build could not take over.
func (s *Supervisor) failed(b builds.Build, detail string) {
	s.failedWith(report.Line{Build: b.Number, Detail: detail}, b)
}

// failedWith reports as much as line has of it.
func (s *Supervisor) failedWith(line report.Line, b builds.Build) {
	line.State, line.Previous = report.Failed, s.liveBuild()
	s.forget(b)
	before, other := s.fallback(b)
	alone := s.live == nil && s.starting == nil && s.next == nil
	if alone && !other {
		line.Retry = s.pause()
	}
	s.report(line)
	switch {
	case !alone:
	case other:
		s.Routes.Hold()
		s.begin(before)
	default:
		s.retryLater(s.wanted, line.Detail)
	}
}

// late: a build was not ready in time.
func (s *Supervisor) late(inst *instance, answer probe.Answer) {
	if inst != s.starting || inst.late {
		return
	}
	if s.ignoresPort(inst) {
		s.drop(inst, "")
		s.begin(inst.build)
		return
	}
	what := fmt.Sprintf("not ready within %s: %s", s.Settings.ReadyTimeout, answer.Said)
	if _, other := s.fallback(inst.build); s.live != nil || other {
		s.giveUp(inst, what, answer.Spoke)
		return
	}
	detail := because(what, inst.process)
	// There is nothing better, and what it waits for may still come.
	inst.late = true
	s.report(report.Line{State: report.Late, Build: inst.build.Number, Duration: time.Since(inst.began), Detail: answer.Said})
	s.Routes.Refuse(fmt.Sprintf("build %d is %s", inst.build.Number, detail))
}

// giveUp ends a build that was not ready in time. One that said nothing is first asked where it is: that is what Go does at a
// SIGQUIT.
func (s *Supervisor) giveUp(inst *instance, what string, spoke bool) {
	if spoke {
		s.drop(inst, "")
		s.failed(inst.build, because(what, inst.process))
		return
	}
	s.leave(inst)
	inst.process.Signal(syscall.SIGQUIT)
	kill := time.AfterFunc(dumpPatience, inst.process.Kill)
	go func() {
		<-inst.gone
		kill.Stop()
		s.post(func() { s.failed(inst.build, because(what, inst.process)) })
	}()
}

const dumpPatience = time.Second

// oneShot: a service without hand-over that ends well has done its work, as it would under Compose alone.
func (s *Supervisor) oneShot(exit process.Exit) bool {
	return s.Front == nil && s.note == "" && exit.Code() == 0
}

func (s *Supervisor) finish(inst *instance) {
	s.report(report.Line{State: report.Exited, Build: inst.build.Number, Detail: "exit status 0: done"})
	s.stopping = true
}

// why adds what a SIGKILL that is not ours usually means.
func why(exit process.Exit) string {
	if exit.Code() == 128+int(syscall.SIGKILL) {
		return exit.String() + " (out of memory?)"
	}
	return exit.String()
}

func because(what string, p *process.Process) string {
	said := crash.Summary(p.Said())
	switch {
	case said == "":
		return what
	case strings.Contains(said, "\n"):
		return what + "\n" + said
	default:
		return what + ": " + said
	}
}
