package gateway

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"

	"shop.example/internal/problem"
	"shop.example/internal/upstream"
)

// Headers that pass the gateway; all others end here.
var (
	passedIn  = []string{"Accept", "Content-Type", "Idempotency-Key", "X-Request-Id"}
	passedOut = []string{"Content-Type", "Cache-Control", "Etag", "Idempotent-Replayed", "Location", "Retry-After", "Www-Authenticate"}
)

// forwarder hands requests to a service and its answers back.
type forwarder struct {
	log *slog.Logger
}

// to returns a handler that hands requests for a route to a service.
func (f forwarder) to(client *upstream.Client, route string) http.HandlerFunc {
	forward := f.forCustomer(client, route)
	return func(w http.ResponseWriter, r *http.Request) { forward(w, r, "") }
}

// forCustomer is the same for requests of which it is known who sends them.
func (f forwarder) forCustomer(
	client *upstream.Client, route string,
) func(w http.ResponseWriter, r *http.Request, customer string) {
	return func(w http.ResponseWriter, r *http.Request, customer string) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			refuseBody(w, r, err)
			return
		}
		header := pick(r.Header, passedIn)
		if customer != "" {
			header.Set(customerHeader, customer)
		}
		answer, err := client.Do(r.Context(), upstream.Request{
			Method: r.Method,
			Path:   r.URL.RequestURI(),
			Route:  route,
			Header: header,
			Body:   body,
		})
		if err != nil {
			f.fail(w, r, err)
			return
		}
		f.relay(w, answer)
	}
}

// relay hands an answer back.
func (f forwarder) relay(w http.ResponseWriter, answer upstream.Answer) {
	for name, values := range pick(answer.Header, passedOut) {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body) // the client is gone: nobody to tell
}

func pick(from http.Header, names []string) http.Header {
	picked := make(http.Header, len(names))
	for _, name := range names {
		if values := from.Values(name); len(values) > 0 {
			picked[name] = values
		}
	}
	return picked
}

func refuseBody(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		problem.Write(w, r, http.StatusRequestEntityTooLarge, "body-too-large", "A body may have 64 KiB.")
		return
	}
	problem.Write(w, r, http.StatusBadRequest, "bad-body", "The body could not be read to its end.")
}

func (f forwarder) fail(w http.ResponseWriter, r *http.Request, err error) {
	var network net.Error
	switch {
	case r.Context().Err() != nil:
		// The caller hung up; the answer is for the span alone.
		problem.Write(w, r, problem.StatusClientGone, "client-gone", "The caller went away.")
	case errors.Is(err, upstream.ErrOpen):
		problem.Unavailable(w, r, upstream.OpenFor, "upstream-down", "A service behind the gateway is down; it is left alone for a moment.")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		f.log.WarnContext(r.Context(), "upstream timed out", "error", err)
		problem.Write(w, r, http.StatusGatewayTimeout, "upstream-slow", "A service behind the gateway did not answer in time.")
	default:
		f.log.WarnContext(r.Context(), "upstream failed", "error", err)
		problem.Write(w, r, http.StatusBadGateway, "upstream-unreachable", "A service behind the gateway can't be reached.")
	}
}
