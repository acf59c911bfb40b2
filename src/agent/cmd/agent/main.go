// Command agent is an environment's ear: it takes what services export over OTLP and hands it to the controller.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sim agent:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if len(args) == 1 && args[0] == "health" {
		return health(ctx)
	}
	token, err := token(os.Getenv)
	if err != nil {
		return err
	}
	return serve(ctx, token, slog.New(slog.NewJSONHandler(os.Stderr, nil)))
}
