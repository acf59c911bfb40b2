package endtoend

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// newest is how many traces are looked through for a span.
const newest = "100"

// kept are the spans that Sim's controller has, as its API gives them.
type kept struct {
	t      testing.TB
	socket string
}

func (k kept) find(fits func(span) bool) []span {
	k.t.Helper()
	var found []span
	var traces struct{ Items []struct{ TraceID string } }
	k.get("/v1/traces?"+url.Values{"limit": {newest}, "errors": {"false"}}.Encode(), &traces)
	for _, trace := range traces.Items {
		var whole struct{ Spans []keptSpan }
		k.get("/v1/traces/"+trace.TraceID, &whole)
		for _, got := range whole.Spans {
			found = append(found, got.span())
		}
	}
	return slices.DeleteFunc(found, func(got span) bool { return !fits(got) })
}

func (k kept) get(path string, into any) {
	k.t.Helper()
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", k.socket)
		},
	}}
	got := askWith(client, http.MethodGet, "http://controller"+path, nil, nil)
	if got.status == http.StatusNotFound { // pushed out since it was listed
		return
	}
	if err := json.Unmarshal([]byte(got.text), into); err != nil {
		k.t.Fatalf("ask the controller for %s: %d, %v: %.200s", path, got.status, err, got.text)
	}
}

type keptSpan struct {
	TraceID, SpanID, ParentSpanID, Service, Name, Kind string
	StartMs, DurationMs                                float64
	Error                                              bool
	Attributes                                         map[string]any
	Links                                              []string
}

func (k keptSpan) span() span {
	got := span{
		service: k.Service, name: k.Name, kind: strings.ToUpper(k.Kind), trace: k.TraceID, id: k.SpanID, parent: k.ParentSpanID,
		links: k.Links, failed: k.Error,
		began:      time.UnixMicro(int64(k.StartMs * 1000)),
		took:       time.Duration(k.DurationMs * float64(time.Millisecond)),
		attributes: map[string]string{}, numbers: map[string]int64{},
	}
	for key, value := range k.Attributes {
		switch value := value.(type) {
		case string:
			got.attributes[key] = value
		case float64:
			got.numbers[key] = int64(value)
		}
	}
	return got
}
