package otlp

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sim.dev/agent/internal/frame"
)

// request is an ExportTraceServiceRequest with two named spans: resource_spans 1, scope_spans 2, spans 2, name 5.
func request() []byte {
	span := func(name string) []byte { return appendBytes(nil, 5, []byte(name)) }
	scope := appendBytes(appendBytes(nil, 2, span("GET /products")), 2, span("SELECT"))
	return appendBytes(nil, 1, appendBytes(nil, 2, scope))
}

func receiver() (*Receiver, *frame.Buffer) {
	buffer := frame.NewBuffer(8 << 20)
	return NewReceiver(buffer, slog.New(slog.DiscardHandler)), buffer
}

// kept gives the payload of the one frame that was kept, or nothing.
func kept(buffer *frame.Buffer) ([]byte, int) {
	taken, spans := buffer.Take(nil)
	if len(taken) < frame.HeaderBytes {
		return nil, spans
	}
	return taken[frame.HeaderBytes:], spans
}

func zipped(content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	// Writing to memory cannot fail.
	_, _ = w.Write(content)
	_ = w.Close()
	return out.Bytes()
}

func TestHTTPExports(t *testing.T) {
	good := request()
	cases := []struct {
		name, path, contentType, encoding string
		body                              []byte
		status, spans                     int
	}{
		{"protobuf", "/v1/traces", protobuf, "", good, 200, 2},
		{"gzip", "/v1/traces", protobuf, "gzip", zipped(good), 200, 2},
		{"json", "/v1/traces", "application/json; charset=utf-8", "", []byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}`), 200, 1},
		{"no spans", "/v1/traces", protobuf, "", nil, 200, 0},
		{"metrics are dropped", "/v1/metrics", protobuf, "", []byte("whatever"), 200, 0},
		{"logs are dropped", "/v1/logs", jsonType, "gzip", zipped([]byte("{}")), 200, 0},
		{"broken protobuf", "/v1/traces", protobuf, "", good[:len(good)-1], 400, 0},
		{"broken json", "/v1/traces", jsonType, "", []byte(`{"resourceSpans":[`), 400, 0},
		{"odd json", "/v1/traces", jsonType, "", []byte(`{"resourceSpans":["x"]}`), 400, 0},
		{"broken gzip", "/v1/traces", protobuf, "gzip", good, 400, 0},
		{"other compression", "/v1/traces", protobuf, "br", good, 415, 0},
		{"other type", "/v1/traces", "text/plain", "", good, 415, 0},
		{"too large", "/v1/traces", protobuf, "", make([]byte, LargestBody+1), 413, 0},
		{"a bomb", "/v1/traces", protobuf, "gzip", zipped(make([]byte, LargestBody+1)), 413, 0},
		{"other method's path", "/v1/nothing", protobuf, "", good, 404, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, buffer := receiver()
			q := httptest.NewRequest(http.MethodPost, c.path, bytes.NewReader(c.body))
			q.Header.Set("Content-Type", c.contentType)
			if c.encoding != "" {
				q.Header.Set("Content-Encoding", c.encoding)
			}
			w := httptest.NewRecorder()
			r.HTTP().ServeHTTP(w, q)
			if w.Code != c.status {
				t.Errorf("answered %d %q, want %d", w.Code, w.Body, c.status)
			}
			payload, spans := kept(buffer)
			if spans != c.spans {
				t.Errorf("kept %d spans, want %d", spans, c.spans)
			}
			if c.contentType == protobuf && c.spans > 0 && !bytes.Equal(payload, good) {
				t.Error("the request was not passed on as it came")
			}
		})
	}
}

func TestErrorsAnswerInTheClientsEncoding(t *testing.T) {
	r, _ := receiver()
	for contentType, want := range map[string]string{jsonType: `{"message":"reading JSON: `, protobuf: "\x12"} {
		q := httptest.NewRequest(http.MethodPost, "/v1/traces", strings.NewReader("\xff"))
		q.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		r.HTTP().ServeHTTP(w, q)
		if got := w.Header().Get("Content-Type"); got != contentType || !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("answered %s %q, want %s that begins with %q", got, w.Body, contentType, want)
		}
	}
}

func TestJSONBecomesTheSameProtobuf(t *testing.T) {
	input := `{"resourceSpans":[{"unknown":1,"scopeSpans":[{"spans":[{
		"traceId":"5b8efff798038103d269b633813fc60c","kind":2,"startTimeUnixNano":"1544712660000000001","flags":257,"name":null,
		"status":{"code":2},"attributes":[{"key":"n","value":{"intValue":"-3"}},{"key":"d","value":{"doubleValue":1.5}},
		{"key":"b","value":{"boolValue":true}},{"key":"l","value":{"arrayValue":{"values":[{"bytesValue":"aGk="}]}}}]}]}]}]}`
	got, err := transcode([]byte(input), newTraceSchema())
	if err != nil {
		t.Fatal(err)
	}
	attribute := func(key string, value []byte) []byte {
		return appendBytes(nil, 9, appendBytes(appendBytes(nil, 1, []byte(key)), 2, value))
	}
	id, _ := hex.DecodeString("5b8efff798038103d269b633813fc60c")
	parts := [][]byte{
		appendBytes(nil, 1, id),
		{6 << 3, 2},
		binary.LittleEndian.AppendUint64([]byte{7<<3 | 1}, 1544712660000000001),
		binary.LittleEndian.AppendUint32([]byte{0x85, 1}, 257),
		appendBytes(nil, 15, []byte{3 << 3, 2}),
		attribute("n", binary.AppendUvarint([]byte{3 << 3}, 1<<64-3)),
		attribute("d", []byte{4<<3 | 1, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f}),
		attribute("b", []byte{2 << 3, 1}),
		attribute("l", appendBytes(nil, 5, appendBytes(nil, 1, appendBytes(nil, 7, []byte("hi"))))),
	}
	total := 0
	for _, part := range parts {
		total += len(part)
		if !bytes.Contains(got, part) {
			t.Errorf("%x is missing in %x", part, got)
		}
	}
	// Each of the three levels above adds a tag and a length.
	if want := total + 3*2; len(got) != want {
		t.Errorf("%d bytes, want %d", len(got), want)
	}
}

func TestEqualJSONBecomesEqualBytes(t *testing.T) {
	attribute := `{"value":{"stringValue":"app"},"key":"service.name"}`
	input := `{"resourceSpans":[{"resource":{"attributes":[` + attribute + `]},"scopeSpans":[{"spans":[{"name":"a","kind":2}]}]}]}`
	first, err := transcode([]byte(input), newTraceSchema())
	if err != nil {
		t.Fatal(err)
	}
	if key := []byte("\x0a\x0cservice.name\x12"); !bytes.Contains(first, key) {
		t.Errorf("the key does not come before its value in %x", first)
	}
	for range 50 {
		if again, _ := transcode([]byte(input), newTraceSchema()); !bytes.Equal(again, first) {
			t.Fatalf("%x, before %x", again, first)
		}
	}
}

func TestDeepJSONIsRefused(t *testing.T) {
	deep := strings.Repeat(`{"arrayValue":{"values":[`, 100) + strings.Repeat(`]}}`, 100)
	input := `{"resourceSpans":[{"resource":{"attributes":[{"value":` + deep + `}]}}]}`
	if _, err := transcode([]byte(input), newTraceSchema()); err == nil {
		t.Error("it was taken")
	}
}

func FuzzCountSpans(f *testing.F) {
	f.Add(request())
	f.Add([]byte{0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, input []byte) {
		if n, err := CountSpans(input); err == nil && n > len(input) {
			t.Errorf("%d spans in %d bytes", n, len(input))
		}
	})
}

func BenchmarkTraces(b *testing.B) {
	r, _ := receiver()
	handler := r.HTTP()
	body := bytes.Repeat(request(), 100)
	b.ReportAllocs()
	for b.Loop() {
		q := httptest.NewRequest(http.MethodPost, "/v1/traces", bytes.NewReader(body))
		q.Header.Set("Content-Type", protobuf)
		handler.ServeHTTP(httptest.NewRecorder(), q)
	}
}
