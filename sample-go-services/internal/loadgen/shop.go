package loadgen

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// shop is the shop as its customers reach it.
type shop struct {
	http    *http.Client
	address string
}

// statusError is an answer that a customer did not hope for.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("the shop answered %d", int(e)) }

func (s *shop) get(ctx context.Context, route, path string, want int) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
	if err != nil {
		return fmt.Errorf("make a request: %w", err)
	}
	request.Pattern = route // unused by the transport; names the span
	return s.send(request, want, nil)
}

// post sends a value as JSON and reads the answer into another.
func (s *shop) post(ctx context.Context, route string, header http.Header, body any, want int, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode a request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+route, bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("make a request: %w", err)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	request.Header.Set("Content-Type", "application/json")
	request.Pattern = route // unused by the transport; names the span
	return s.send(request, want, answer)
}

func (s *shop) send(request *http.Request, want int, answer any) error {
	response, err := s.http.Do(request)
	if err != nil {
		return fmt.Errorf("reach the shop: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("read the shop's answer: %w", err)
	}
	if response.StatusCode != want {
		return statusError(response.StatusCode)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("understand the shop's answer: %w", err)
	}
	return nil
}
