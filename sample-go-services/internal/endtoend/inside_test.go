package endtoend

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"testing"
	"time"
)

// clientInside reaches what only the environment's own networks reach, by way of a container that has bash: the services'
// own ports are not published, and a container's address means nothing to a host that runs the engine in a virtual machine.
func clientInside(t testing.TB, container string) *http.Client {
	dial := func(_ context.Context, _, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, fmt.Errorf("dial inside: %w", err)
		}
		ours, theirs := net.Pipe()
		script := `exec 3<>"/dev/tcp/$0/$1" && { cat <&3 & cat >&3; kill $!; }`
		relay := exec.Command("docker", "exec", "-i", container, "bash", "-c", script, host, port)
		relay.Stdin, relay.Stdout = theirs, theirs
		relay.WaitDelay = time.Second
		if err := relay.Start(); err != nil {
			return nil, fmt.Errorf("dial inside: %w", err)
		}
		go func() {
			_ = relay.Wait() // whether it ended well or badly, there is no more to read
			_ = theirs.Close()
		}()
		return ours, nil
	}
	inside := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DialContext: dial}}
	t.Cleanup(inside.CloseIdleConnections) // a container may have only so many processes
	return inside
}
