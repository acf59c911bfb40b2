package endtoend

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	collectorpb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// span is what a test asks of a span.
type span struct {
	service, name, kind string
	trace, id, parent   string
	links               []string
	failed              bool
	began               time.Time
	took                time.Duration
	attributes          map[string]string
	numbers             map[string]int64
}

// collector takes spans over OTLP, as Sim's agent does.
type collector struct {
	url   string
	mu    sync.Mutex
	spans []span
}

func newCollector(t testing.TB) *collector {
	t.Helper()
	c := &collector{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		var request collectorpb.ExportTraceServiceRequest
		if err != nil || proto.Unmarshal(text, &request) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		c.take(&request)
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func (c *collector) take(request *collectorpb.ExportTraceServiceRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range request.GetResourceSpans() {
		service := ""
		for _, attribute := range resource.GetResource().GetAttributes() {
			if attribute.GetKey() == "service.name" {
				service = attribute.GetValue().GetStringValue()
			}
		}
		for _, scope := range resource.GetScopeSpans() {
			for _, sent := range scope.GetSpans() {
				c.spans = append(c.spans, spanOf(service, sent))
			}
		}
	}
}

func spanOf(service string, sent *tracepb.Span) span {
	got := span{
		service: service, name: sent.GetName(), kind: sent.GetKind().String()[len("SPAN_KIND_"):],
		trace: hex.EncodeToString(sent.GetTraceId()), id: hex.EncodeToString(sent.GetSpanId()),
		parent:     hex.EncodeToString(sent.GetParentSpanId()),
		began:      time.Unix(0, int64(sent.GetStartTimeUnixNano())), // until the year 2262
		took:       time.Duration(sent.GetEndTimeUnixNano() - sent.GetStartTimeUnixNano()),
		failed:     sent.GetStatus().GetCode() == tracepb.Status_STATUS_CODE_ERROR,
		attributes: map[string]string{}, numbers: map[string]int64{},
	}
	for _, attribute := range sent.GetAttributes() {
		switch value := attribute.GetValue().GetValue().(type) {
		case *commonpb.AnyValue_StringValue:
			got.attributes[attribute.GetKey()] = value.StringValue
		case *commonpb.AnyValue_IntValue:
			got.numbers[attribute.GetKey()] = value.IntValue
		}
	}
	for _, link := range sent.GetLinks() {
		got.links = append(got.links, hex.EncodeToString(link.GetTraceId()))
	}
	return got
}

// find lists the spans that fit.
func (c *collector) find(fits func(span) bool) []span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(c.spans), func(s span) bool { return !fits(s) })
}
