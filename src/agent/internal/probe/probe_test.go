package probe

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"sim.dev/agent/internal/upstream"
)

// ask probes a handler that speaks the protocols given.
func ask(t *testing.T, one, two bool, handler http.HandlerFunc) Answer {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(one)
	server.Config.Protocols.SetUnencryptedHTTP2(two)
	server.Start()
	defer server.Close()
	return asked(t.Context(), server.Listener.Addr().String())
}

func asked(ctx context.Context, address string) Answer {
	via := upstream.New(address)
	defer via.CloseIdleConnections()
	return HTTP(ctx, via, address, "/readyz", 500)
}

func TestEveryAnswerBelow500IsReady(t *testing.T) {
	for status, ready := range map[int]bool{200: true, 302: true, 401: true, 404: true, 500: false, 503: false} {
		got := ask(t, true, true, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "database away\n")
		})
		want := Answer{Ready: ready, Spoke: true}
		if !ready {
			want.Said = fmt.Sprintf("GET /readyz answered %d: database away", status)
		}
		if got != want {
			t.Errorf("%d: %+v, want %+v", status, got, want)
		}
	}
}

func TestAGRPCServiceIsAskedForItsHealth(t *testing.T) {
	serving := func(status byte) []byte { return []byte{0, 0, 0, 0, 2, 0x08, status} }
	for name, c := range map[string]struct {
		message []byte
		ready   bool
	}{"serving": {serving(1), true}, "not serving": {serving(2), false}, "no health service": {nil, true}} {
		got := ask(t, false, true, func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Content-Type", "application/grpc")
			if q.URL.Path == "/grpc.health.v1.Health/Check" {
				_, _ = w.Write(c.message)
			}
		})
		if got.Ready != c.ready {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWhatSpeaksNeitherIsNotReady(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "220 mail\r\n")
			_ = conn.Close()
		}
	}()
	address := l.Addr().String()
	if got := asked(t.Context(), address); got.Ready || got.Spoke {
		t.Errorf("got %+v", got)
	}
	if got := TCP(t.Context(), address); !got.Ready {
		t.Errorf("its connections are accepted, but got %+v", got)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, got := range []Answer{asked(t.Context(), address), TCP(t.Context(), address)} {
		if got != (Answer{Said: "connection refused"}) {
			t.Errorf("with nobody there: %+v", got)
		}
	}
}
