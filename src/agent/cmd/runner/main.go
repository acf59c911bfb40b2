// Command runner is process 1 of a hot-rebuilt Go service: it runs the build that `current` names and lets newer ones take over.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"syscall"

	"sim.dev/agent/internal/builds"
	"sim.dev/agent/internal/control"
	"sim.dev/agent/internal/place"
	"sim.dev/agent/internal/settings"
)

func main() {
	if err := place.Stand(); err != nil {
		fmt.Fprintln(os.Stderr, "sim runner:", err)
		os.Exit(127)
	}
	code, err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "sim runner:", err)
		code = 1
	}
	os.Exit(code)
}

// reportsCommand is a word that no service is given as its first argument.
const reportsCommand = "sim-reports"

// health asks the supervisor, and where it is content runs what the service declares: its newest build with other arguments
// (`build`), or a program of its image (`run`).
func health(ctx context.Context, set settings.Settings, declared []string) (int, error) {
	if err := control.Ask(control.Name(set.Builds)); err != nil || len(declared) < 2 && !slices.Equal(declared, []string{"build"}) {
		return 0, err
	}
	command := declared[1:]
	if declared[0] == "build" {
		build, err := builds.Folder(set.Builds).Current()
		if err != nil {
			return 0, err
		}
		command = append([]string{build.Binary}, command...)
	}
	// The engine ends a check that takes too long, and that would leave its child running. The signal comes when this thread ends.
	runtime.LockOSThread()
	check := exec.CommandContext(ctx, command[0], command[1:]...)
	check.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	check.Stdout, check.Stderr = os.Stdout, os.Stderr
	err := check.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		// The engine knows no other code for what is not healthy.
		return 1, nil
	}
	return 0, err
}

// run gives the service's exit code.
func run(ctx context.Context, args []string) (int, error) {
	set, err := settings.Read(os.Getenv)
	if err != nil {
		return 0, err
	}
	if len(args) > 0 && args[0] == "health" {
		return health(ctx, set, args[1:])
	}
	if len(args) == 1 && args[0] == reportsCommand {
		return 0, control.Listen(control.ReportsName(set.Builds), os.Stdin, os.Stdout)
	}
	// Passing requests on takes little, and each further thread that wakes up for it delays the request: 25 µs with two of them.
	runtime.GOMAXPROCS(max(1, runtime.GOMAXPROCS(0)/4))
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	return serve(ctx, set, args)
}
