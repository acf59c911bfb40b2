package httpserver

import (
	"net/http"

	"shop.example/internal/problem"
)

// refused answers what the mux refuses (404, 405, a redirect to the clean path) with a problem instead of plain text.
func refused(refusal http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		probe := &headerOnly{header: http.Header{}, status: http.StatusOK}
		refusal.ServeHTTP(probe, r)
		for _, name := range []string{"Allow", "Location"} {
			if value := probe.header.Get(name); value != "" {
				w.Header().Set(name, value)
			}
		}
		detail := "There is nothing at this address."
		if probe.status == http.StatusMethodNotAllowed {
			detail = "This address does not take " + r.Method + "."
		}
		problem.Write(w, r, probe.status, "no-such-route", detail)
	})
}

// headerOnly learns what a handler would answer, without its text.
type headerOnly struct {
	header http.Header
	status int
}

func (w *headerOnly) Header() http.Header            { return w.header }
func (w *headerOnly) WriteHeader(status int)         { w.status = status }
func (w *headerOnly) Write(text []byte) (int, error) { return len(text), nil }
