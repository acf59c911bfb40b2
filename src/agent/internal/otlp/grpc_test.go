package otlp

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestGRPCExports(t *testing.T) {
	good := request()
	const traces = collector + "trace.v1.TraceService/Export"
	message := func(compressed byte, content []byte) []byte {
		return append(binary.BigEndian.AppendUint32([]byte{compressed}, uint32(len(content))), content...)
	}
	huge := binary.BigEndian.AppendUint32([]byte{0}, LargestBody+1)
	cases := []struct {
		name, path, encoding string
		body                 []byte
		status               string
		spans                int
	}{
		{"plain", traces, "", message(0, good), "0", 2},
		{"gzip", traces, "gzip", message(1, zipped(good)), "0", 2},
		{"gzip announced, not used", traces, "gzip", message(0, good), "0", 2},
		{"metrics are dropped", collector + "metrics.v1.MetricsService/Export", "", message(0, []byte("x")), "0", 0},
		{"logs are dropped", collector + "logs.v1.LogsService/Export", "", message(0, nil), "0", 0},
		{"unknown method", collector + "profiles.v1.ProfilesService/Export", "", message(0, nil), "12", 0},
		{"unknown compression", traces, "zstd", message(1, good), "12", 0},
		{"broken protobuf", traces, "", message(0, good[:len(good)-1]), "3", 0},
		{"cut off", traces, "", message(0, good)[:9], "3", 0},
		{"empty", traces, "", nil, "3", 0},
		{"too large", traces, "", huge, "8", 0},
		{"a bomb", traces, "gzip", message(1, zipped(make([]byte, LargestBody+1))), "8", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, buffer := receiver()
			server := httptest.NewUnstartedServer(r.GRPC())
			server.Config.Protocols = onlyHTTP2()
			server.Start()
			defer server.Close()
			q, err := http.NewRequest(http.MethodPost, server.URL+c.path, bytes.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Content-Type", "application/grpc+proto")
			q.Header.Set("Te", "trailers")
			if c.encoding != "" {
				q.Header.Set("Grpc-Encoding", c.encoding)
			}
			transport := &http.Transport{Protocols: onlyHTTP2()}
			defer transport.CloseIdleConnections()
			response, err := transport.RoundTrip(q)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			got := response.Trailer.Get("Grpc-Status") + response.Header.Get("Grpc-Status")
			if response.StatusCode != http.StatusOK || got != c.status {
				t.Errorf("answered %d, gRPC status %q (%s), want %s", response.StatusCode, got, response.Header.Get("Grpc-Message"), c.status)
			}
			if c.status == "0" && !bytes.Equal(body, make([]byte, prefixBytes)) {
				t.Errorf("answered %x, want one empty message", body)
			}
			if payload, spans := kept(buffer); spans != c.spans || c.spans > 0 && !bytes.Equal(payload, good) {
				t.Errorf("kept %d spans, want %d, as they came", spans, c.spans)
			}
		})
	}
}

func onlyHTTP2() *http.Protocols {
	p := new(http.Protocols)
	p.SetUnencryptedHTTP2(true)
	return p
}
