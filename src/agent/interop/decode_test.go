package interop

import (
	"encoding/binary"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"sim.dev/agent/internal/frame"
)

// decode reads the one span that is in the buffer, as the controller does.
func decode(t *testing.T, buffer *frame.Buffer) *trace.Span {
	t.Helper()
	encoded, spans := buffer.Take(nil)
	if spans != 1 || frame.Type(encoded[0]) != frame.Traces || int(binary.BigEndian.Uint32(encoded[1:])) != len(encoded)-frame.HeaderBytes {
		t.Fatalf("%d spans in a frame of %d bytes", spans, len(encoded))
	}
	var request collector.ExportTraceServiceRequest
	must(t, proto.Unmarshal(encoded[frame.HeaderBytes:], &request))
	return request.GetResourceSpans()[0].GetScopeSpans()[0].GetSpans()[0]
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}
