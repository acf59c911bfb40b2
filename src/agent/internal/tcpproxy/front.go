// Package tcpproxy passes each connection to the build that is live when it is opened.
package tcpproxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"sim.dev/agent/internal/route"
)

// Front is the TCP face of a service.
type Front struct {
	routes *route.Switch
	// ctx ends those who wait for a build.
	ctx    context.Context
	cancel context.CancelFunc

	mu       sync.Mutex
	listener net.Listener
	open     sync.WaitGroup
}

// New makes a front that asks the switch where each connection goes.
func New(routes *route.Switch) *Front {
	ctx, cancel := context.WithCancel(context.Background())
	return &Front{routes: routes, ctx: ctx, cancel: cancel}
}

// Serve accepts until the front is shut down.
func (f *Front) Serve(l net.Listener) error {
	f.mu.Lock()
	f.listener = l
	f.mu.Unlock()
	for {
		client, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			// Out of descriptors, or a client that has gone: the next may do better.
			time.Sleep(10 * time.Millisecond)
			continue
		}
		f.open.Add(1)
		go f.pass(client)
	}
}

// Shutdown accepts no more, and waits for open connections until the context ends.
func (f *Front) Shutdown(ctx context.Context) error {
	f.mu.Lock()
	listener := f.listener
	f.mu.Unlock()
	if listener != nil {
		// Closed twice is as good as closed.
		_ = listener.Close()
	}
	f.cancel()
	done := make(chan struct{})
	go func() { f.open.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("closing connections: %w", ctx.Err())
	}
}

// Close accepts no more; open connections end when their build does.
func (f *Front) Close() error {
	over, cancel := context.WithCancel(context.Background())
	cancel()
	// It cannot wait for anything, which is what it would complain about.
	_ = f.Shutdown(over)
	return nil
}

func (f *Front) pass(client net.Conn) {
	defer f.open.Done()
	defer closing(client)
	server, target, err := f.dial()
	if err != nil {
		return
	}
	defer target.Release()
	defer closing(server)
	var both sync.WaitGroup
	both.Add(2)
	go copyThenClose(server, client, &both)
	go copyThenClose(client, server, &both)
	both.Wait()
}

// A build that takes no connections is about to be replaced; the one after it hardly ever is as well.
const mostMoves = 3

func (f *Front) dial() (net.Conn, *route.Target, error) {
	var dialer net.Dialer
	target, err := f.routes.Acquire(f.ctx, nil)
	for move := 0; err == nil; move++ {
		server, failed := dialer.DialContext(f.ctx, "tcp", target.Address)
		if failed == nil {
			return server, target, nil
		}
		target.Release()
		if move == mostMoves {
			return nil, nil, fmt.Errorf("connecting to build %d: %w", target.Build, failed)
		}
		target, err = f.routes.Acquire(f.ctx, target)
	}
	return nil, nil, err
}

// copyThenClose ends one direction where its source ends: the other may still have much to say.
func copyThenClose(to, from net.Conn, both *sync.WaitGroup) {
	defer both.Done()
	_, err := io.Copy(to, from)
	half, ok := to.(interface{ CloseWrite() error })
	if err != nil || !ok {
		// Broken off on one side is broken off on both.
		closing(to)
		closing(from)
		return
	}
	// It may be closed already from the other side.
	_ = half.CloseWrite()
}

func closing(c net.Conn) {
	// Nothing is left to be saved on a connection that is given up.
	_ = c.Close()
}
