package upstream

import (
	"bufio"
	"net"
	"syscall"
	"time"
)

// conn is one connection to a build.
type conn struct {
	net.Conn
	read  *bufio.Reader
	write *bufio.Writer
	// raw looks into the socket without waiting.
	raw syscall.RawConn
	// rested is when it was last given back.
	rested time.Time
	// used says that it served a request before.
	used bool
}

const bufferBytes = 4 << 10

func newConn(c net.Conn) *conn {
	made := &conn{Conn: c, read: bufio.NewReaderSize(c, bufferBytes), write: bufio.NewWriterSize(c, bufferBytes)}
	if socket, ok := c.(syscall.Conn); ok {
		// Without it a connection that the build has closed is noticed by the failure of a request.
		made.raw, _ = socket.SyscallConn()
	}
	return made
}

// usable says that the build has neither closed an idle connection nor sent what nobody asked for.
func (c *conn) usable() bool {
	if c.read.Buffered() > 0 {
		return false
	}
	if c.raw == nil {
		return true
	}
	waiting := false
	err := c.raw.Read(func(socket uintptr) bool {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(socket), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		waiting = err == syscall.EAGAIN
		return true
	})
	return err == nil && waiting
}

func (c *conn) close() {
	// What it was for is over or has failed already.
	_ = c.Conn.Close()
}
