// Package settings reads what the runner is told by its environment.
package settings

import (
	"fmt"
	"strconv"
	"strings"
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

const defaultPort = 8080

// Settings of one runner.
type Settings struct {
	// Builds is the folder that holds `current` and a folder per build.
	Builds string
	// Port is what the service is known by on its network; 0 in `restart` mode where it has none.
	Port    int
	Handoff Handoff
	// ReadyPath answers whether a new build may get requests.
	ReadyPath    string
	ReadyTimeout time.Duration
	// Drain is how long requests may stay on the old build, and then how long it may take to end.
	Drain time.Duration
	// Probation is how long a live build may be blamed for its own crash, and the one before put back.
	Probation time.Duration
	// Look is the time between two looks at the live build; 0: none.
	Look time.Duration
	// Stop is the time from SIGTERM until everything has ended: less than the engine's own patience of 10 s.
	Stop time.Duration
}

// Read takes the settings from an environment, for instance os.Getenv.
func Read(getenv func(string) string) (Settings, error) {
	r := reader{getenv: getenv}
	s := Settings{
		Builds:       r.text("SIM_RUNNER_BUILDS", "/sim/builds"),
		Port:         r.port("SIM_RUNNER_PORT"),
		Handoff:      r.handoff("SIM_RUNNER_HANDOFF", HTTP),
		ReadyPath:    r.text("SIM_RUNNER_READY_PATH", "/readyz"),
		ReadyTimeout: r.duration("SIM_RUNNER_READY_TIMEOUT", 10*time.Second),
		Drain:        r.duration("SIM_RUNNER_DRAIN", 10*time.Second),
		Probation:    r.duration("SIM_RUNNER_PROBATION", 10*time.Second),
		Look:         r.duration("SIM_RUNNER_LOOK", time.Second),
		Stop:         r.duration("SIM_RUNNER_STOP", 9*time.Second),
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
	v := r.getenv(name)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 65535 {
		r.fail(name, v, "a port from 1 to 65535")
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
