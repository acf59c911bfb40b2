package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
)

// stream is one long call, both ways at once, over HTTP/2 without TLS as gRPC does.
type stream struct {
	t        *testing.T
	response *http.Response
	to       *io.PipeWriter
	from     *bufio.Reader
}

func openStream(t *testing.T, r *rig) *stream {
	t.Helper()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(transport.CloseIdleConnections)
	body, to := io.Pipe()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, r.url("/stream"), body)
	must(t, err)
	request.Header.Set("Te", "trailers")
	response, err := transport.RoundTrip(request)
	must(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.ProtoMajor != 2 {
		t.Fatalf("answered in %s", response.Proto)
	}
	return &stream{t: t, response: response, to: to, from: bufio.NewReader(response.Body)}
}

func (s *stream) says(text, want string) {
	s.t.Helper()
	_, err := io.WriteString(s.to, text)
	must(s.t, err)
	got, err := s.from.ReadString('\n')
	if err != nil || got != want+"\n" {
		s.t.Fatalf("stream answered %q, %v; want %q", got, err, want)
	}
}

func TestALongStreamStaysOnTheOldBuildUntilItEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_DRAIN=10s")
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	old := openStream(t, r)
	old.says("a", "one:a")
	r.publish(2, behaviour{Version: "two"})
	r.await("live", 2)
	if line := r.await("draining", 1); line.Detail != "1 under way" {
		t.Errorf("detail = %q, want 1 under way", line.Detail)
	}
	young := openStream(t, r)
	young.says("x", "two:x")
	old.says("b", "one:b")
	must(t, old.to.Close())
	if _, err := io.ReadAll(old.from); err != nil {
		t.Fatal(err)
	}
	if got := old.response.Trailer.Get("Grpc-Status"); got != "0" {
		t.Errorf("trailer Grpc-Status = %q, want 0", got)
	}
	r.await("drained", 1)
	young.says("y", "two:y")
}

func TestAStreamThatOutlastsTheDrainIsCut(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_DRAIN=200ms")
	r.publish(1, behaviour{Version: "one", IgnoreTerm: true})
	r.run()
	r.await("live", 1)
	old := openStream(t, r)
	old.says("a", "one:a")
	r.publish(2, behaviour{Version: "two"})
	line := r.await("drained", 1)
	if line.Detail != "signal: killed" || line.DurationMs < 200 {
		t.Errorf("drained after %d ms, %q; want killed after at least 200", line.DurationMs, line.Detail)
	}
	if _, err := old.from.ReadString('\n'); err == nil {
		t.Error("the stream goes on without its build")
	}
	r.answers("two")
}

func TestAnUpgradedConnectionStaysOnTheOldBuild(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_DRAIN=10s")
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	conn := upgrade(t, r)
	echo(t, conn, "a", "one:a")
	r.publish(2, behaviour{Version: "two"})
	r.await("draining", 1)
	echo(t, conn, "b", "one:b")
	must(t, conn.Close())
	r.await("drained", 1)
	echo(t, upgrade(t, r), "c", "two:c")
}

func upgrade(t *testing.T, r *rig) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", r.port))
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprint(conn, "GET /upgrade HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	must(t, err)
	response, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, 4096)), nil)
	must(t, err)
	if response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("upgrade answered %s", response.Status)
	}
	return conn
}

func echo(t *testing.T, conn net.Conn, text, want string) {
	t.Helper()
	_, err := io.WriteString(conn, text)
	must(t, err)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != want {
		t.Fatalf("answered %q, %v; want %q", got, err, want)
	}
}
