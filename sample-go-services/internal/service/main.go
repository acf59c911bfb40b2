// Package service is the frame that every program of the shop runs in.
package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"shop.example/internal/httpserver"
	"shop.example/internal/telemetry"
)

// Program is one service: its name, its version and how it runs until ctx ends.
type Program struct {
	Name    string
	Version string
	Run     func(ctx context.Context, host *Host) error
}

// Main runs a program until it is told to stop and returns its exit code. `health` as first argument asks a running one.
func Main(program Program) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	run := program.run
	if len(os.Args) > 1 && os.Args[1] == "health" {
		run = func(ctx context.Context) error {
			return httpserver.AskHealth(ctx, cmp.Or(os.Getenv("PORT"), "8080"))
		}
	}
	if err := run(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", program.Name, err)
		return 1
	}
	return 0
}

func (p Program) run(ctx context.Context) error {
	hostname, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("ask for the host's name: %w", err)
	}
	observed, err := telemetry.Start(ctx, telemetry.Identity{Name: p.Name, Version: p.Version, Instance: hostname})
	if err != nil {
		return err
	}
	host := &Host{Name: p.Name, Version: p.Version, Hostname: hostname, Telemetry: observed}
	host.Log.InfoContext(ctx, "starting", "version", p.Version)
	failed := p.Run(ctx, host)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if failed == nil {
		host.Log.InfoContext(last, "stopped")
	}
	return errors.Join(failed, observed.Close(last))
}
