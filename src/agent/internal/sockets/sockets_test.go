package sockets

import (
	"net"
	"os"
	"slices"
	"strconv"
	"testing"
)

func TestAFreePortIsNoneThatTheKernelDealsOut(t *testing.T) {
	port, err := Free()
	if err != nil {
		t.Fatal(err)
	}
	if Passing(port) {
		t.Errorf("%d is in the range for outgoing connections", port)
	}
	l, err := net.Listen("tcp", ":"+strconv.Itoa(port))
	if err != nil {
		t.Fatal(err)
	}
	if got := Listening(os.Getpid()); !slices.Contains(got, port) {
		t.Errorf("listening on %v, want %d among them", got, port)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := Listening(os.Getpid()); slices.Contains(got, port) {
		t.Errorf("listening on %v after it was closed", got)
	}
}

func TestOnlyListenersCount(t *testing.T) {
	cases := []struct {
		line  string
		port  int
		inode string
		ok    bool
	}{
		{"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", 0, "", false},
		{"   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65532        0 4711 1 0", 8080, "4711", true},
		{"   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 65532        0 4712 1 0", 0, "", false},
		{"   2: broken", 0, "", false},
	}
	for _, c := range cases {
		if port, inode, ok := listener(c.line); port != c.port || inode != c.inode || ok != c.ok {
			t.Errorf("%q gave %d %q %v", c.line, port, inode, ok)
		}
	}
}
