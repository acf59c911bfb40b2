// Package settings reads what the runner is told by its environment.
package settings

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Handoff is how a new build takes over from the old one.
type Handoff string

const (
	// HTTP moves requests over one by one, behind an HTTP proxy.
	HTTP Handoff = "http"
	// TCP moves new connections over and leaves open ones where they are.
	TCP Handoff = "tcp"
	// Restart ends the old build before the new one starts.
	Restart Handoff = "restart"
)

// Prefix begins the names of all settings.
const Prefix = "SIM_RUNNER_"

// DefaultBuilds is where builds are mounted.
const DefaultBuilds = "/sim/builds"

const defaultPort = 8080

// Settings of one runner.
type Settings struct {
	// Builds is the folder that holds `current` and a folder per build.
	Builds string
	// Port is what the service is known by on its network; 0 in `restart` mode where it has none.
	Port    int
	Handoff Handoff
	// ReadyPath answers whether a new build may get requests.
	ReadyPath string
	// ReadyBelow is the first status of an answer that is not ready.
	ReadyBelow   int
	ReadyTimeout time.Duration
	// Drain is how long requests may stay on the old build, and then how long it may take to end.
	Drain time.Duration
	// Probation is how long a live build may be blamed for its own crash, and the one before put back.
	Probation time.Duration
	// Look is the time between two looks at the live build; 0: none.
	Look time.Duration
	// Stop is the time from SIGTERM until everything has ended: less than the engine's own patience of 10 s.
	Stop time.Duration
	// StopSignal asks a build to end.
	StopSignal syscall.Signal
	// Place is where the service's image has its binary: the runner stands there for the newest build, and the arguments are a
	// whole command line of that image. Empty: the arguments are the build's own.
	Place string
}

// Read takes the settings from an environment, for instance os.Getenv.
func Read(getenv func(string) string) (Settings, error) {
	r := reader{getenv: getenv}
	s := Settings{
		Builds:       r.text("SIM_RUNNER_BUILDS", DefaultBuilds),
		Port:         r.port("SIM_RUNNER_PORT"),
		Handoff:      r.handoff("SIM_RUNNER_HANDOFF", HTTP),
		ReadyPath:    r.text("SIM_RUNNER_READY_PATH", "/readyz"),
		ReadyBelow:   r.number("SIM_RUNNER_READY_BELOW", 500, 100, 600),
		ReadyTimeout: r.duration("SIM_RUNNER_READY_TIMEOUT", 10*time.Second),
		Drain:        r.duration("SIM_RUNNER_DRAIN", 10*time.Second),
		Probation:    r.duration("SIM_RUNNER_PROBATION", 10*time.Second),
		Look:         r.duration("SIM_RUNNER_LOOK", time.Second),
		Stop:         r.duration("SIM_RUNNER_STOP", 9*time.Second),
		StopSignal:   syscall.Signal(r.number("SIM_RUNNER_STOP_SIGNAL", int(syscall.SIGTERM), 1, 64)),
		Place:        r.text("SIM_RUNNER_PLACE", ""),
	}
	if s.Port == 0 && s.Handoff != Restart {
		s.Port = defaultPort
	}
	if !strings.HasPrefix(s.ReadyPath, "/") {
		r.fail("SIM_RUNNER_READY_PATH", s.ReadyPath, "a path that starts with /")
	}
	return s, r.err
}

// reader keeps the first error, so that Read can list the settings in one piece.
type reader struct {
	getenv func(string) string
	err    error
}

func (r *reader) fail(name, value, want string) {
	if r.err == nil {
		r.err = fmt.Errorf("%s=%q: want %s", name, value, want)
	}
}

func (r *reader) text(name, fallback string) string {
	if v := r.getenv(name); v != "" {
		return v
	}
	return fallback
}

func (r *reader) port(name string) int {
	return r.number(name, 0, 1, 65535)
}

func (r *reader) number(name string, fallback, least, most int) int {
	v := r.getenv(name)
	if v == "" {
		return fallback
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		r.fail(name, v, fmt.Sprintf("a number from %d to %d", least, most))
	}
	return n
}

func (r *reader) duration(name string, fallback time.Duration) time.Duration {
	v := r.getenv(name)
	if v == "" {
		return fallback
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 {
		r.fail(name, v, "a duration such as 10s")
	}
	return d
}

func (r *reader) handoff(name string, fallback Handoff) Handoff {
	v := r.getenv(name)
	switch h := Handoff(v); h {
	case "":
		return fallback
	case HTTP, TCP, Restart:
		return h
	default:
		r.fail(name, v, "http, tcp or restart")
		return fallback
	}
}
