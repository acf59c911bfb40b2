// Package probe asks a build whether it is ready for requests.
package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"sim.dev/agent/internal/upstream"
)

// Answer is what a build said, or that it said nothing.
type Answer struct {
	Ready bool
	// Spoke says that HTTP came back.
	Spoke bool
	// Said explains an answer that is not ready, for people.
	Said string
}

const (
	patience = 2 * time.Second
	excerpt  = 200
)

// HTTP asks for the readiness path; an answer below `limit` is ready. Where nobody has named the path that is 500: a service without
// such a path answers 404, one that guards it 401, and both serve. What does not speak HTTP/1 is asked as a gRPC service.
func HTTP(ctx context.Context, via http.RoundTripper, address, path string, limit int) Answer {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return Answer{Said: err.Error()}
	}
	r.Header.Set("User-Agent", "sim-runner")
	response, err := via.RoundTrip(r)
	if err != nil && !errors.Is(err, upstream.ErrNotSent) {
		if answer, grpc := health(ctx, via, address); grpc {
			return answer
		}
	}
	if err != nil {
		return Answer{Said: reason(err)}
	}
	defer discard(response)
	if response.StatusCode < limit {
		return Answer{Ready: true, Spoke: true}
	}
	said := fmt.Sprintf("GET %s answered %d", path, response.StatusCode)
	// The status alone is an answer too.
	body, _ := io.ReadAll(io.LimitReader(response.Body, excerpt))
	if text := strings.TrimSpace(string(body)); text != "" {
		said += ": " + text
	}
	return Answer{Spoke: true, Said: said}
}

// TCP asks whether connections are accepted.
func TCP(ctx context.Context, address string) Answer {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return Answer{Said: reason(err)}
	}
	// It was opened to see whether it opens.
	_ = conn.Close()
	return Answer{Ready: true}
}

// reason leaves out the addresses, which are the runner's own affair.
func reason(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		text = text[i+2:]
	}
	return text
}

// checkNothing is a gRPC message of no bytes: a HealthCheckRequest for the server as a whole.
var checkNothing = [5]byte{}

// health asks as https://github.com/grpc/grpc/blob/master/doc/health-checking.md says; `grpc` is false where
// something else answered, or nothing.
func health(ctx context.Context, via http.RoundTripper, address string) (answer Answer, grpc bool) {
	url := "http://" + address + "/grpc.health.v1.Health/Check"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(checkNothing[:]))
	if err != nil {
		return Answer{}, false
	}
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/2.0", 2, 0
	r.Header.Set("Content-Type", "application/grpc")
	r.Header.Set("Te", "trailers")
	response, err := via.RoundTrip(r)
	if err != nil {
		return Answer{}, false
	}
	defer discard(response)
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "application/grpc") {
		return Answer{}, false
	}
	message, err := io.ReadAll(io.LimitReader(response.Body, excerpt))
	if err != nil {
		return Answer{Said: "gRPC health check: " + reason(err)}, true
	}
	// One that has no health service answers as well.
	return Answer{Ready: !notServing(message), Spoke: true, Said: "gRPC health check answered that it is not serving"}, true
}

// notServing reads a HealthCheckResponse behind its five bytes of length: field 1, ServingStatus; 1 is SERVING.
func notServing(message []byte) bool {
	return len(message) == 7 && message[5] == 0x08 && message[6] != 1
}

func discard(r *http.Response) {
	// Read to its end, the connection can serve again; an endless one is closed.
	_, _ = io.CopyN(io.Discard, r.Body, 64<<10)
	_ = r.Body.Close()
}
