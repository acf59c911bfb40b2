// Package supervise runs the builds of one service: it starts the wanted one, moves traffic to it when it is ready, ends the
// one before, and goes back when it was no good.
package supervise

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/process"
	"sim.dev/agent/internal/report"
	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/settings"
)

// Front is what listens on the service's port.
type Front interface {
	// Shutdown takes nothing new and waits for what is under way until the context ends.
	Shutdown(context.Context) error
	// Close gives the port back at once.
	Close() error
}

// Parts is what a Supervisor works with.
type Parts struct {
	Settings settings.Settings
	// Args and Env are those of the container, for every build.
	Args, Env      []string
	Stdout, Stderr io.Writer
	Log            *report.Log
	Table          *process.Table
	Routes         *route.Switch
	// Front is nil where the builds listen on the service's port themselves.
	Front Front
	// Listen opens the front anew, after a build that ignored PORT was repaired.
	Listen func() (Front, error)
}

// Supervisor keeps one service running. All its state belongs to the goroutine of Run; others post to it.
type Supervisor struct {
	Parts
	folder builds.Folder
	events chan func()
	over   chan struct{}

	mode mode
	// note says why builds take over otherwise than was asked for.
	note string
	// asked is the port on which readiness is asked where builds listen themselves; 0 where there is none.
	asked int

	live, starting *instance
	leaving        map[*instance]struct{}
	// wanted is the build that `current` named last, next the one that starts once all before it has ended.
	wanted builds.Build
	next   *builds.Build
	// lived holds the builds that were live and did not crash on probation, newest last.
	lived []builds.Build
	// rolledBack is the build that the one now starting stands in for, with what was wrong with it.
	rolledBack *report.Line
	again      *time.Timer
	// wait is for the builds that still run in other containers; nil where none is waited for.
	wait     *wait
	failures int
	stopping bool
	exitCode int

	// For the watching goroutine.
	liveNumber, triedNumber atomic.Int64
}

// New prepares one; Run starts it.
func New(parts Parts) *Supervisor {
	s := &Supervisor{
		Parts:   parts,
		folder:  builds.Folder(parts.Settings.Builds),
		events:  make(chan func()),
		over:    make(chan struct{}),
		mode:    overlap,
		asked:   parts.Settings.Port,
		leaving: map[*instance]struct{}{},
	}
	if parts.Settings.Handoff == settings.Restart {
		s.mode = direct
	}
	return s
}

// Run works until the context ends and all builds have ended, or a one-shot service is done. It gives the service's exit code.
// A value on `hangup` says that `current` has changed.
func (s *Supervisor) Run(ctx context.Context, hangup <-chan struct{}) int {
	defer close(s.over)
	watching, unwatch := context.WithCancel(ctx)
	defer unwatch()
	go s.watch(watching, hangup)
	stop := ctx.Done()
	for !s.done() {
		select {
		case event := <-s.events:
			event()
		case <-stop:
			stop = nil
			s.stop()
		}
	}
	return s.exitCode
}

func (s *Supervisor) done() bool {
	return s.stopping && s.live == nil && s.starting == nil && len(s.leaving) == 0
}

// post has something done on the goroutine of Run.
func (s *Supervisor) post(event func()) {
	select {
	case s.events <- event:
	case <-s.over:
	}
}

func (s *Supervisor) report(line report.Line) {
	line.Handoff = s.handoff()
	s.Log.Add(line)
}
