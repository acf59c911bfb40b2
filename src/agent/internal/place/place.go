// Package place lets the newest build stand where the image of a service has its binary.
package place

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/settings"
)

// buildVariable tells the runner, called by the name of the service's binary, which build is meant. What a service starts inherits
// it, so that one that calls itself gets the same build again.
const buildVariable = "SIM_BUILD"

// Command says how to start a build. Without a place the arguments are the build's own; else they are a command line of the
// service's image, in which the binary or a script that calls it stands.
func Command(at, binary string, args, env []string) (path string, argv, environment []string, err error) {
	if at == "" {
		return binary, append([]string{binary}, args...), env, nil
	}
	if len(args) == 0 {
		return "", nil, nil, fmt.Errorf("the image of the service says nothing to run")
	}
	env = append(env, buildVariable+"="+binary)
	found, err := exec.LookPath(args[0])
	if err != nil {
		return "", nil, nil, fmt.Errorf("starting %s: %w", args[0], err)
	}
	found, err = filepath.Abs(found)
	if err != nil {
		return "", nil, nil, fmt.Errorf("finding %s: %w", args[0], err)
	}
	if found == at {
		found = binary
	}
	return found, args, env, nil
}

// Stand runs the build that is meant where this program was called in the place of the service's binary, and then does not return.
func Stand() error {
	build := os.Getenv(buildVariable)
	self, err := os.Executable()
	if build == "" && (err != nil || self != os.Getenv(settings.Prefix+"PLACE")) {
		return nil
	}
	if build == "" {
		current, err := builds.Folder(settings.DefaultBuilds).Current()
		if err != nil {
			return err
		}
		build = current.Binary
	}
	if err := syscall.Exec(build, os.Args, os.Environ()); err != nil {
		return fmt.Errorf("running %s: %w", build, err)
	}
	return nil
}
