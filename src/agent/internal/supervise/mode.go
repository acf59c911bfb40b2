package supervise

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"sim.dev/agent/internal/settings"
	"sim.dev/agent/internal/sockets"
)

// mode is how builds follow each other. It falls only as far as the service forces it, and rises when the service lets it.
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
	if port, ok := fixedPort(s.live); ok {
		s.shareNot(port)
	}
}

// relents lets builds overlap again once the live one has none of the ports that stood in the way.
func (s *Supervisor) relents() {
	if s.mode != turns || s.live == nil {
		return
	}
	if _, ok := fixedPort(s.live); !ok {
		s.fall(overlap, "")
	}
}

// fixedPort is one besides its own on which a build listens, whatever it is told.
func fixedPort(inst *instance) (int, bool) {
	for _, port := range sockets.Listening(inst.process.Pid) {
		if port != inst.port && !sockets.Passing(port) {
			return port, true
		}
	}
	return 0, false
}

// heeds: after builds that ignored PORT this one listens where it was told, so requests can pass through the runner again.
func (s *Supervisor) heeds(inst *instance) {
	if inst != s.starting {
		return
	}
	inst.door, inst.spare = *inst.spare, nil
	front, err := s.Listen()
	if err == nil {
		s.Front, s.asked = front, s.Settings.Port
		s.fall(overlap, "")
		inst.target = inst.door.target(inst.build.Number)
	}
	// With an error it listens on the service's port as well, and goes on being called there.
	s.ready(inst)
}

func (s *Supervisor) shareNot(port int) {
	s.fall(turns, fmt.Sprintf("the service also listens on %d, where two builds cannot be at once: requests wait while they change", port))
}

// ignoresPort looks whether a build that was not ready in time listens elsewhere, and if so lowers the mode.
func (s *Supervisor) ignoresPort(inst *instance) bool {
	if s.mode == direct && inst.spare == nil {
		return false
	}
	ports := sockets.Listening(inst.process.Pid)
	if len(ports) == 0 || slices.Contains(ports, inst.port) || inst.spare != nil && slices.Contains(ports, inst.spare.port) {
		return false
	}
	s.asked = ports[0]
	s.fall(direct, fmt.Sprintf("the service listens on %d and ignores PORT: each build is started after the one before has ended", ports[0]))
	return true
}

func (s *Supervisor) fall(to mode, note string) {
	s.mode, s.note = to, note
}
