// Package problem writes errors as problem documents (RFC 9457).
package problem

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Problem is one problem document. Type stays "about:blank": the title is the status in words, the detail says what happened.
type Problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"`
	Instance string `json:"instance,omitempty"`
	// Code is a stable word for programs, such as "out-of-stock".
	Code      string `json:"code,omitempty"`
	RequestID string `json:"requestId,omitempty"`
}

// ContentType is the media type of a problem document.
const ContentType = "application/problem+json"

// StatusClientGone is what a request ends with whose caller hung up; nobody reads it but the span (Nginx's number for it).
const StatusClientGone = 499

// Write answers a request with a problem.
func Write(w http.ResponseWriter, r *http.Request, status int, code, detail string) {
	document := Problem{
		Type:      "about:blank",
		Title:     title(status),
		Status:    status,
		Detail:    detail,
		Instance:  r.URL.EscapedPath(),
		Code:      code,
		RequestID: r.Header.Get("X-Request-Id"),
	}
	w.Header().Set("Content-Type", ContentType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(document) // the client is gone: nobody to tell
}

// Unavailable answers 503 and says when to try again.
func Unavailable(w http.ResponseWriter, r *http.Request, retryAfter time.Duration, code, detail string) {
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(retryAfter.Seconds()))))
	Write(w, r, http.StatusServiceUnavailable, code, detail)
}

func title(status int) string {
	if status == StatusClientGone {
		return "Client Gone"
	}
	return http.StatusText(status)
}
