package supervise

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/process"
	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/settings"
	"sim.dev/agent/internal/sockets"
	"sim.dev/agent/internal/upstream"
)

// instance is one running build.
type instance struct {
	build   builds.Build
	process *process.Process
	// port is where it is asked for readiness; 0 where it has none.
	port     int
	upstream *upstream.Upstream
	// target is nil where it listens on the service's port itself.
	target *route.Target

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
	inst := &instance{build: b, port: s.asked, began: time.Now(), gone: make(chan struct{}), unwatch: func() {}}
	announced := s.Settings.Port
	if s.mode != direct {
		free, err := sockets.Free()
		if err != nil {
			return nil, err
		}
		inst.port, announced = free, free
	}
	inst.upstream = upstream.New(inst.address())
	if s.mode != direct {
		inst.target = &route.Target{Build: b.Number, Address: inst.address(), HTTP: inst.upstream}
	}
	running, err := s.Table.Start(process.Command{
		Path: b.Binary, Args: s.Args, Env: withPort(s.Env, announced), Stdout: s.Stdout, Stderr: s.Stderr,
		Ended: func(_ *process.Process, exit process.Exit) { s.post(func() { s.ended(inst, exit) }) },
	})
	if err != nil {
		return nil, err
	}
	inst.process = running
	return inst, nil
}

func (i *instance) address() string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(i.port))
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
