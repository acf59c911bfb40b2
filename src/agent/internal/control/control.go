// Package control lets `runner health` and `runner sim-reports` ask the runner of their container.
package control

import (
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

const (
	ready    = "ready"
	patience = 5 * time.Second
)

// Name is an abstract socket's: it needs no folder to write to. Containers can share a network and so its names, hence the
// container's process namespace is part of it.
func Name(builds string) string {
	// Where it can't be read, one name for all still works for one runner per network.
	namespace, _ := os.Readlink("/proc/self/ns/pid")
	sum := fnv.New64a()
	// A hash never fails to write.
	_, _ = io.WriteString(sum, builds)
	return fmt.Sprintf("@sim-runner-%s-%x", strings.Trim(strings.TrimPrefix(namespace, "pid:"), "[]"), sum.Sum64())
}

// Serve answers each connection with what `health` says: nothing, or why the service is not ready.
func Serve(name string, health func() error) (io.Closer, error) {
	l, err := net.Listen("unix", name)
	if err != nil {
		return nil, fmt.Errorf("listening for health checks: %w", err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answer(conn, health)
		}
	}()
	return l, nil
}

func answer(conn net.Conn, health func() error) {
	text := ready
	if err := health(); err != nil {
		text = err.Error()
	}
	// One that asks and goes away gets no answer.
	_, _ = io.WriteString(conn, text)
	_ = conn.Close()
}

// Ask is the other end: an error says why the service is not ready.
func Ask(name string) error {
	conn, err := net.DialTimeout("unix", name, patience)
	if err != nil {
		return fmt.Errorf("the runner does not answer: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return fmt.Errorf("asking the runner: %w", err)
	}
	text, err := io.ReadAll(conn)
	if err != nil {
		return fmt.Errorf("asking the runner: %w", err)
	}
	if string(text) != ready {
		return fmt.Errorf("not ready: %s", text)
	}
	return nil
}
