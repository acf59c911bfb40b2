package supervise

import (
	"context"
	"fmt"
	"time"

	"sim.dev/agent/internal/probe"
	"sim.dev/agent/internal/settings"
)

const (
	// The first answer is what people wait for, so it is asked for often at first.
	firstPause = time.Millisecond
	lastPause  = 50 * time.Millisecond
)

// await asks a build until it is ready. When it is late it is asked on: there may be nothing better.
func (s *Supervisor) await(inst *instance) {
	ctx, cancel := context.WithCancel(context.Background())
	inst.unwatch = cancel
	go func() {
		late := time.NewTimer(s.Settings.ReadyTimeout)
		defer late.Stop()
		pause := firstPause
		for {
			if inst.spare != nil && s.ask(ctx, *inst.spare).Ready {
				s.post(func() { s.heeds(inst) })
				return
			}
			answer := s.ask(ctx, inst.door)
			if ctx.Err() != nil {
				return
			}
			if answer.Ready {
				s.post(func() { s.ready(inst) })
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-late.C:
				s.post(func() { s.late(inst, answer) })
			case <-time.After(pause):
				pause = min(lastPause, pause*5/4)
			}
		}
	}()
}

func (s *Supervisor) ask(ctx context.Context, at door) probe.Answer {
	if at.port == 0 {
		return probe.Answer{Ready: true}
	}
	if s.Settings.Handoff == settings.TCP {
		return probe.TCP(ctx, at.address())
	}
	answer := probe.HTTP(ctx, at.upstream, at.address(), s.Settings.ReadyPath, s.Settings.ReadyBelow)
	if !answer.Spoke && s.Settings.Handoff == settings.Restart {
		// Nothing passes through a proxy, so it need not be HTTP.
		return probe.TCP(ctx, at.address())
	}
	return answer
}

// Health says why the live build is not ready, or that there is none. Any goroutine may ask.
func (s *Supervisor) Health() error {
	reply := make(chan *instance, 1)
	s.post(func() { reply <- s.live })
	var inst *instance
	select {
	case inst = <-reply:
	case <-s.over:
	}
	if inst == nil {
		return fmt.Errorf("no build is live")
	}
	if answer := s.ask(context.Background(), inst.door); !answer.Ready {
		return fmt.Errorf("build %d: %s", inst.build.Number, answer.Said)
	}
	return nil
}
