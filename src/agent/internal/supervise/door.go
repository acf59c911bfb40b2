package supervise

import (
	"net"
	"strconv"

	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/upstream"
)

// door is where a build is asked for readiness.
type door struct {
	// port is 0 where it has none.
	port     int
	upstream *upstream.Upstream
}

func doorAt(port int) door {
	d := door{port: port}
	d.upstream = upstream.New(d.address())
	return d
}

func (d door) address() string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(d.port))
}

func (d door) target(build int) *route.Target {
	return &route.Target{Build: build, Address: d.address(), HTTP: d.upstream}
}
