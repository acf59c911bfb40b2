package supervise

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"sim.dev/agent/internal/settings"
	"sim.dev/agent/internal/sockets"
)

// mode is how builds follow each other. It only ever falls, and only as far as the service forces it.
type mode int

const (
	// overlap runs the new build beside the old one until it is ready.
	overlap mode = iota
	// turns ends the old build first, while requests wait in the proxy.
	turns
	// direct ends the old build first, and each listens on the service's port itself.
	direct
)

func (s *Supervisor) handoff() string {
	if s.mode == overlap {
		return string(s.Settings.Handoff)
	}
	return string(settings.Restart)
}

// bindFailed matches what Go's net package says of a taken port.
var bindFailed = regexp.MustCompile(`:(\d+): bind: address already in use`)

// fallsBack looks whether a build that ended early found a port taken, by the runner or by the build before, and if so lowers
// the mode.
func (s *Supervisor) fallsBack(inst *instance) bool {
	match := bindFailed.FindStringSubmatch(inst.process.Said())
	if match == nil || s.mode == direct {
		return false
	}
	port, err := strconv.Atoi(match[1])
	switch {
	case err != nil:
		return false
	case port == s.Settings.Port:
		s.fall(direct, fmt.Sprintf("the service listens on %d itself and ignores PORT: each build is started after the one before has ended", port))
		return true
	case s.mode == overlap && port != inst.port && len(s.lived) > 0:
		s.shareNot(port)
		return true
	default:
		return false
	}
}

// takesTurns lowers the mode where the live build listens on a port that the next will want as well.
func (s *Supervisor) takesTurns() {
	if s.mode != overlap || s.live == nil {
		return
	}
	for _, port := range sockets.Listening(s.live.process.Pid) {
		if port != s.live.port && !sockets.Passing(port) {
			s.shareNot(port)
			return
		}
	}
}

func (s *Supervisor) shareNot(port int) {
	s.fall(turns, fmt.Sprintf("the service also listens on %d, where two builds cannot be at once: requests wait while they change", port))
}

// ignoresPort looks whether a build that was not ready in time listens elsewhere, and if so lowers the mode.
func (s *Supervisor) ignoresPort(inst *instance) bool {
	if s.mode == direct {
		return false
	}
	ports := sockets.Listening(inst.process.Pid)
	if len(ports) == 0 || slices.Contains(ports, inst.port) {
		return false
	}
	s.asked = ports[0]
	s.fall(direct, fmt.Sprintf("the service listens on %d and ignores PORT: each build is started after the one before has ended", ports[0]))
	return true
}

func (s *Supervisor) fall(to mode, note string) {
	s.mode, s.note = to, note
}
