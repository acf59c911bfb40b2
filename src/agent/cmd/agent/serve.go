package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"sim.dev/agent/internal/frame"
	"sim.dev/agent/internal/link"
	"sim.dev/agent/internal/otlp"
)

const (
	grpcAddress       = ":4317"
	httpAddress       = ":4318"
	controllerAddress = ":4319"

	bufferBytes = 8 << 20
	// A full buffer alone is half of it, so the collector has to come often then.
	memoryLimit = 16 << 20
	closing     = 2 * time.Second
)

// serve runs the three listeners until the context ends or one of them fails.
func serve(ctx context.Context, token string, log *slog.Logger) error {
	debug.SetMemoryLimit(memoryLimit)
	buffer := frame.NewBuffer(bufferBytes)
	receiver := otlp.NewReceiver(buffer, log)
	controllers := link.New(token, buffer, seesHost(), log)

	var listeners [3]net.Listener
	for i, address := range []string{grpcAddress, httpAddress, controllerAddress} {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			return fmt.Errorf("listening: %w", err)
		}
		listeners[i] = listener
	}
	two := new(http.Protocols)
	two.SetUnencryptedHTTP2(true)
	overGRPC := server(receiver.GRPC(), log)
	overGRPC.Protocols = two
	overHTTP := server(receiver.HTTP(), log)

	failed := make(chan error, len(listeners))
	go func() { failed <- overGRPC.Serve(listeners[0]) }()
	go func() { failed <- overHTTP.Serve(listeners[1]) }()
	go func() { failed <- controllers.Serve(ctx, listeners[2]) }()
	log.Info("agent listens", "grpc", grpcAddress, "http", httpAddress, "controller", controllerAddress)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	patient, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	if err := errors.Join(overGRPC.Shutdown(patient), overHTTP.Shutdown(patient)); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// server bounds what a broken client can hold.
func server(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// seesHost says whether the agent's container shares the process table of its host: only there are kernel threads.
func seesHost() bool {
	name, err := os.ReadFile("/proc/2/comm")
	return err == nil && strings.TrimSpace(string(name)) == "kthreadd"
}
