package supervise

import (
	"context"
	"time"

	"sim.dev/agent/internal/report"
)

// mostSilence is how often in a row the live build may fail to answer before that is news.
const mostSilence = 3

// attend asks the live build again and again: at a look a second from inside, people hear of trouble before any health check
// that has to start a process for each.
func (s *Supervisor) attend(inst *instance) {
	if inst.port == 0 || s.Settings.Look == 0 {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	inst.unwatch = cancel
	asked := inst.door
	go func() {
		tick := time.NewTicker(s.Settings.Look)
		defer tick.Stop()
		silent := 0
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			answer := s.ask(ctx, asked)
			switch {
			case ctx.Err() != nil:
				return
			case !answer.Ready:
				silent++
				if silent == mostSilence {
					s.post(func() { s.tellOf(inst, report.Line{State: report.Unready, Detail: answer.Said}) })
				}
			case silent >= mostSilence:
				s.post(func() { s.tellOf(inst, report.Line{State: report.Ready}) })
				silent = 0
			default:
				silent = 0
			}
		}
	}()
}

func (s *Supervisor) tellOf(inst *instance, line report.Line) {
	if inst == s.live {
		line.Build = inst.build.Number
		s.report(line)
	}
}
