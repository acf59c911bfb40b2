package httpserver

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// AskHealth is a container's health check made by the service's own binary, as its image has no shell and no curl.
func AskHealth(ctx context.Context, port string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+port+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 1000)) // a cut text is still worth printing
		return fmt.Errorf("not ready: %s", text)
	}
	return nil
}
