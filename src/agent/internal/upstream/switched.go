package upstream

import (
	"io"
	"net"
)

// switched is a connection that has left HTTP, for instance for WebSocket.
type switched struct {
	// Reader holds what came right behind the answer.
	io.Reader
	net.Conn
}

func (s *switched) Read(p []byte) (int, error) { return s.Reader.Read(p) }

// CloseWrite tells the build that its client has nothing more to say.
func (s *switched) CloseWrite() error {
	if half, ok := s.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return s.Conn.Close()
}
