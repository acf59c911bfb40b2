// Package sockets finds ports: free ones for builds, and those that a process listens on.
package sockets

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

const (
	// Below the range from which the kernel takes ports for outgoing connections: one of those could come in between.
	lowest, beyond = 20000, 30000
	attempts       = 100
)

// Free gives a port that nothing listens on, on any address.
func Free() (int, error) {
	var last error
	for range attempts {
		port := lowest + rand.IntN(beyond-lowest)
		l, err := net.Listen("tcp", ":"+strconv.Itoa(port))
		if err == nil {
			return port, l.Close()
		}
		last = err
	}
	return 0, fmt.Errorf("finding a free port: %w", errors.Join(last))
}
