package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"sim.dev/agent/internal/control"
	"sim.dev/agent/internal/httpproxy"
	"sim.dev/agent/internal/process"
	"sim.dev/agent/internal/report"
	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/settings"
	"sim.dev/agent/internal/supervise"
	"sim.dev/agent/internal/tcpproxy"
)

// logPatience is for the last reports where whoever reads them is stalled.
const logPatience = time.Second

// gcPercent is Go's default: the service's own GOGC and GOMEMLIMIT are in the runner's environment and are not meant for it.
const gcPercent = 100

func serve(ctx context.Context, set settings.Settings, args []string) (int, error) {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(math.MaxInt64)
	// Before anything else: a signal that comes early must not end the runner.
	wishes := hangups(ctx)
	stdout, stderr := report.NewOutput(os.Stdout), report.NewOutput(os.Stderr)
	reports := report.NewLog(stdout)
	defer reports.Close(logPatience)
	routes := route.NewSwitch("no build yet", set.ReadyTimeout+set.Drain)
	failed := make(chan error, 1)
	open := func() (supervise.Front, error) { return listen(set, routes, failed) }
	var front supervise.Front
	if set.Handoff != settings.Restart {
		opened, err := open()
		if err != nil {
			return 0, err
		}
		front = opened
	}
	supervisor := supervise.New(supervise.Parts{
		Settings: set, Args: args, Env: os.Environ(), Stdout: stdout, Stderr: stderr,
		Log: reports, Table: process.NewTable(), Routes: routes, Front: front, Listen: open,
	})
	checks, err := control.Serve(control.Name(set.Builds), supervisor.Health)
	if err != nil {
		return 0, err
	}
	defer func() { _ = checks.Close() }()
	listeners, err := control.Tell(control.ReportsName(set.Builds), reports.History.Tell)
	if err != nil {
		return 0, err
	}
	defer func() { _ = listeners.Close() }()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() { cancel(<-failed) }()
	passOn(ctx, supervisor)
	code := supervisor.Run(ctx, wishes)
	if cause := context.Cause(ctx); errors.Is(cause, errAccepting) {
		return code, cause
	}
	return code, nil
}

var errAccepting = errors.New("accepting connections")

// listen opens the service's port.
func listen(set settings.Settings, routes *route.Switch, failed chan<- error) (supervise.Front, error) {
	l, err := net.Listen("tcp", ":"+strconv.Itoa(set.Port))
	if err != nil {
		return nil, fmt.Errorf("listening on the service's port: %w", err)
	}
	if set.Handoff == settings.TCP {
		front := tcpproxy.New(routes)
		go func() { reportFailure(failed, front.Serve(l)) }()
		return front, nil
	}
	quiet := log.New(io.Discard, "", 0)
	server := httpproxy.NewServer(httpproxy.New(routes, quiet), quiet)
	go func() { reportFailure(failed, server.Serve(l)) }()
	return server, nil
}

func reportFailure(failed chan<- error, err error) {
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		failed <- fmt.Errorf("%w: %w", errAccepting, err)
	}
}

// passOn gives the live build the signals that mean something to a service alone, SIGQUIT for instance a dump of its stacks.
func passOn(ctx context.Context, supervisor *supervise.Supervisor) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2)
	go func() {
		defer signal.Stop(signals)
		for {
			select {
			case <-ctx.Done():
				return
			case s := <-signals:
				if number, ok := s.(syscall.Signal); ok {
					supervisor.Signal(number)
				}
			}
		}
	}()
}

// hangups turns signals into wishes. A broken output must not end the runner either, which is what Go does by default.
func hangups(ctx context.Context) <-chan struct{} {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGPIPE)
	wishes := make(chan struct{}, 1)
	go func() {
		defer signal.Stop(signals)
		for {
			select {
			case <-ctx.Done():
				return
			case s := <-signals:
				if s != syscall.SIGHUP {
					continue
				}
				select {
				case wishes <- struct{}{}:
				default:
				}
			}
		}
	}()
	return wishes
}
