package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"sim.dev/agent/internal/otlp"
)

const patience = 2 * time.Second

// health is the container's health check: its image has nothing else that could ask.
func health(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1"+httpAddress+otlp.HealthPath, nil)
	if err != nil {
		return fmt.Errorf("asking the agent: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the agent does not answer: %w", err)
	}
	if err := response.Body.Close(); err != nil {
		return fmt.Errorf("asking the agent: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the agent answered %s", response.Status)
	}
	return nil
}
