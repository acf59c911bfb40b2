package supervise

import (
	"context"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/report"
)

// A signal can be lost with the controller that wanted to send it; `current` tells all the same.
const reread = 2 * time.Second

// watch tells the supervisor what `current` names: at each hang-up, and now and then.
func (s *Supervisor) watch(ctx context.Context, hangup <-chan struct{}) {
	first, err := s.folder.First(ctx)
	s.tell(ctx, first, err)
	tick := time.NewTicker(reread)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			build, err := s.folder.Changed(ctx, s.seen())
			s.tell(ctx, build, err)
		case <-tick.C:
			// What can't be read now is told at the next hang-up.
			if build, ok := s.folder.Unasked(); ok && int64(build.Number) != s.triedNumber.Load() {
				s.tell(ctx, build, nil)
			}
		}
	}
}

// seen is the build of which a signal tells nothing new; 0 where there is none: after another one was tried, `current` may name again
// what was live before.
func (s *Supervisor) seen() int {
	live := s.liveNumber.Load()
	if live != s.triedNumber.Load() {
		return 0
	}
	return int(live)
}

func (s *Supervisor) tell(ctx context.Context, build builds.Build, err error) {
	if ctx.Err() != nil {
		return
	}
	s.post(func() {
		if err != nil {
			s.report(report.Line{State: report.Failed, Previous: s.liveBuild(), Detail: err.Error()})
			return
		}
		s.want(build)
	})
}
