// Command runner is process 1 of a hot-rebuilt Go service: it runs the build that `current` names and lets newer ones take over.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"sim.dev/agent/internal/control"
	"sim.dev/agent/internal/settings"
)

func main() {
	code, err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "sim runner:", err)
		code = 1
	}
	os.Exit(code)
}

// reportsCommand is a word that no service is given as its first argument.
const reportsCommand = "sim-reports"

// run gives the service's exit code.
func run(ctx context.Context, args []string) (int, error) {
	set, err := settings.Read(os.Getenv)
	if err != nil {
		return 0, err
	}
	if len(args) == 1 && args[0] == "health" {
		return 0, control.Ask(control.Name(set.Builds))
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
