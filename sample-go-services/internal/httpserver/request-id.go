package httpserver

import (
	"crypto/rand"
	"net/http"
)

// requestIDHeader names one request of a client through all services.
const requestIDHeader = "X-Request-Id"

// withRequestID makes sure that the request has an id, one that is safe to print. A caller who sent none learns it from the
// answer.
func withRequestID(w http.ResponseWriter, r *http.Request) {
	if printable(r.Header.Get(requestIDHeader)) {
		return
	}
	id := rand.Text()
	r.Header.Set(requestIDHeader, id)
	w.Header().Set(requestIDHeader, id)
}

func printable(id string) bool {
	if id == "" || len(id) > 128 {
		return false
	}
	for _, c := range id {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
