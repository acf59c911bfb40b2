package supervise

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/lock"
	"sim.dev/agent/internal/place"
	"sim.dev/agent/internal/process"
	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/settings"
	"sim.dev/agent/internal/sockets"
)

// instance is one running build.
type instance struct {
	build   builds.Build
	process *process.Process
	door
	// spare is where a build would listen if it heeded PORT, after one that did not; nil where that is no question.
	spare *door
	// target is nil where it listens on the service's port itself.
	target *route.Target

	// lock keeps other builds from running meanwhile; nil where they may.
	lock *lock.Lock

	began, liveAt, leftAt time.Time
	// unwatch ends what waits for its readiness.
	unwatch context.CancelFunc
	gone    chan struct{}
	// late says that it was not ready in time and runs on for want of another.
	late bool
	// told says that it was asked to end.
	told bool
	// dropped says that it never was live, so its end is no news.
	dropped bool
}

func (s *Supervisor) start(b builds.Build) (*instance, error) {
	inst := &instance{build: b, began: time.Now(), gone: make(chan struct{}), unwatch: func() {}}
	announced := s.Settings.Port
	switch {
	case s.mode != direct:
		free, err := sockets.Free()
		if err != nil {
			return nil, err
		}
		inst.door, announced = doorAt(free), free
		inst.target = inst.door.target(b.Number)
	case s.Settings.Handoff != settings.Restart:
		free, err := sockets.Free()
		if err != nil {
			return nil, err
		}
		spare := doorAt(free)
		inst.door, inst.spare, announced = doorAt(s.asked), &spare, free
	default:
		inst.door = doorAt(s.asked)
	}
	path, args, env, err := place.Command(s.Settings.Place, b.Binary, s.Args, withPort(s.Env, announced))
	if err != nil {
		return nil, err
	}
	running, err := s.Table.Start(process.Command{
		Path: path, Args: args, Env: env, Stdout: s.Stdout, Stderr: s.Stderr,
		Ended: func(_ *process.Process, exit process.Exit) { s.post(func() { s.ended(inst, exit) }) },
	})
	if err != nil {
		return nil, err
	}
	inst.process = running
	return inst, nil
}

// withPort is the container's environment, but for what is the runner's own.
func withPort(env []string, port int) []string {
	kept := slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		return strings.HasPrefix(entry, settings.Prefix) || port != 0 && strings.HasPrefix(entry, "PORT=")
	})
	if port == 0 {
		return kept
	}
	return append(kept, "PORT="+strconv.Itoa(port))
}
