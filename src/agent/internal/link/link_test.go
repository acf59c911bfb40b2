package link

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"sim.dev/agent/internal/frame"
)

const secret = "s3cret"

func start(t *testing.T, buffer *frame.Buffer) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- New(secret, buffer, true, slog.New(slog.DiscardHandler)).Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		must(t, <-ended)
	})
	return listener.Addr().String()
}

func connect(t *testing.T, address, greeting string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	_, err = io.WriteString(conn, greeting)
	must(t, err)
	return conn
}

func receive(t *testing.T, conn net.Conn) (frame.Type, string) {
	t.Helper()
	var header [frame.HeaderBytes]byte
	_, err := io.ReadFull(conn, header[:])
	must(t, err)
	payload := make([]byte, binary.BigEndian.Uint32(header[1:]))
	_, err = io.ReadFull(conn, payload)
	must(t, err)
	return frame.Type(header[0]), string(payload)
}

func status(t *testing.T, conn net.Conn) frame.Health {
	t.Helper()
	kind, payload := receive(t, conn)
	var h frame.Health
	if kind != frame.Status {
		t.Fatalf("got a frame of type %d, want the status", kind)
	}
	must(t, json.Unmarshal([]byte(payload), &h))
	return h
}

func TestAControllerGetsTheStatusThenWhatWasKeptThenWhatComes(t *testing.T) {
	t.Parallel()
	buffer := frame.NewBuffer(1 << 10)
	buffer.Add(frame.Traces, []byte("before"), 1)
	conn := connect(t, start(t, buffer), "SIM/1 "+secret+"\n")
	if h := status(t, conn); !h.HostPid || h.DroppedSpans != 0 {
		t.Errorf("status %+v, want the host's processes and no drops", h)
	}
	for _, want := range []string{"before", "after"} {
		if want == "after" {
			buffer.Add(frame.Traces, []byte(want), 1)
		}
		if kind, got := receive(t, conn); kind != frame.Traces || got != want {
			t.Errorf("got %d %q, want the traces %q", kind, got, want)
		}
	}
}

func TestWhoDoesNotKnowTheTokenIsTurnedAway(t *testing.T) {
	t.Parallel()
	address := start(t, frame.NewBuffer(1<<10))
	for name, greeting := range map[string]string{
		"wrong token":    "SIM/1 guess\n",
		"no token":       "SIM/1 \n",
		"other protocol": "GET / HTTP/1.1\r\n\r\n",
		"other version":  "SIM/2 " + secret + "\n",
		"endless line":   strings.Repeat("x", 4096),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, address, greeting)
			if n, err := conn.Read(make([]byte, 1)); n != 0 || err == nil {
				t.Errorf("was sent something (%d bytes, %v)", n, err)
			}
		})
	}
}

func TestTheNewestControllerWins(t *testing.T) {
	t.Parallel()
	buffer := frame.NewBuffer(1 << 10)
	address := start(t, buffer)
	old := connect(t, address, "SIM/1 "+secret+"\n")
	status(t, old)
	young := connect(t, address, "SIM/1 "+secret+"\n")
	status(t, young)
	if _, err := old.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the older connection: %v, want its end", err)
	}
	buffer.Add(frame.Traces, []byte("span"), 1)
	if _, got := receive(t, young); got != "span" {
		t.Errorf("got %q", got)
	}
}

func TestASlowControllerHoldsNobodyUpAndLearnsWhatItMissed(t *testing.T) {
	t.Parallel()
	buffer := frame.NewBuffer(1 << 20)
	conn := connect(t, start(t, buffer), "SIM/1 "+secret+"\n")
	status(t, conn)
	// More than the kernel's buffers and the agent's hold, and nobody reads.
	payload := make([]byte, 64<<10)
	const frames = 1000
	for range frames {
		buffer.Add(frame.Traces, payload, 1)
	}
	if buffer.Dropped() == 0 {
		t.Fatal("nothing was dropped, so nothing was bounded")
	}
	got := 0
	for {
		kind, text := receive(t, conn)
		if kind == frame.Traces {
			got++
			continue
		}
		var h frame.Health
		must(t, json.Unmarshal([]byte(text), &h))
		if got+int(h.DroppedSpans) == frames {
			return
		}
		t.Fatalf("%d frames arrived and %d were told as dropped, of %d", got, h.DroppedSpans, frames)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}
