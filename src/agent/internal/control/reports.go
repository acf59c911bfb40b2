package control

import (
	"context"
	"fmt"
	"io"
	"net"
)

// ReportsName is the socket on which a runner repeats its reports.
func ReportsName(builds string) string { return Name(builds) + "-reports" }

// Tell has something written to everybody who connects, for as long as they listen.
func Tell(name string, tell func(context.Context, io.Writer)) (io.Closer, error) {
	l, err := net.Listen("unix", name)
	if err != nil {
		return nil, fmt.Errorf("listening for who wants to hear reports: %w", err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go tellOne(conn, tell)
		}
	}()
	return l, nil
}

func tellOne(conn net.Conn, tell func(context.Context, io.Writer)) {
	ctx, gone := context.WithCancel(context.Background())
	go func() {
		// It says nothing: this returns when it is gone.
		_, _ = io.Copy(io.Discard, conn)
		gone()
	}()
	tell(ctx, conn)
	_ = conn.Close()
}

// Listen is the other end: it passes on what is told until that ends, or until `from` does, which says that nobody reads any more.
func Listen(name string, from io.Reader, to io.Writer) error {
	conn, err := net.DialTimeout("unix", name, patience)
	if err != nil {
		return fmt.Errorf("the runner does not answer: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, from)
		_ = conn.Close()
	}()
	// However it ends, there is nothing more to pass on.
	_, _ = io.Copy(to, conn)
	return nil
}
