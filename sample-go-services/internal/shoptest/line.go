package shoptest

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Line is a TCP connection to a server that a test can cut and mend: to clients, the server stops and comes back.
type Line struct {
	Address string
	server  string

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]struct{}
	cut      bool
}

// NewLine makes a line to a server.
func NewLine(t testing.TB, server string) *Line {
	t.Helper()
	line := &Line{server: server, open: map[net.Conn]struct{}{}}
	line.listen(t, "127.0.0.1:0")
	t.Cleanup(func() { line.Cut() })
	return line
}

// Cut ends all connections and refuses new ones.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		return
	}
	l.cut = true
	_ = l.listener.Close()
	for conn := range l.open {
		_ = conn.Close()
	}
}

// Mend lets connections through again.
func (l *Line) Mend(t testing.TB) {
	t.Helper()
	l.listen(t, l.Address)
}

func (l *Line) listen(t testing.TB, address string) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("listen for a line to %s: %v", l.server, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listener, l.Address, l.cut = listener, listener.Addr().String(), false
	go l.accept(listener)
}

func (l *Line) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go l.connect(client)
	}
}

func (l *Line) connect(client net.Conn) {
	server, err := net.Dial("tcp", l.server)
	if err != nil {
		_ = client.Close()
		return
	}
	if !l.keep(client, server) {
		return
	}
	go l.copy(server, client)
	l.copy(client, server)
}

func (l *Line) copy(to, from net.Conn) {
	_, _ = io.Copy(to, from) // ends by either side, or by the cut
	_ = to.Close()
	_ = from.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, to)
	delete(l.open, from)
}

// keep remembers connections, so that they can be cut; a line that was cut meanwhile takes none.
func (l *Line) keep(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, conn := range conns {
		if l.cut {
			_ = conn.Close()
			continue
		}
		l.open[conn] = struct{}{}
	}
	return !l.cut
}
