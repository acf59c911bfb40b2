package httpproxy

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"

	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/upstream"
)

// lease is one request's hold on a build.
type lease struct {
	routes *route.Switch
	target *route.Target
	// client is what the request's body comes from.
	client *http.Request
}

// A build that takes no connections is about to be replaced; the one after it hardly ever is as well.
const mostMoves = 3

// RoundTrip sends the request to its build, and where that died before it saw anything of it, to the next.
func (l *lease) RoundTrip(r *http.Request) (*http.Response, error) {
	out := *r
	if r.Body != nil {
		out.Body = &untouched{Reader: r.Body, close: l.closer()}
	}
	for move := 0; ; move++ {
		response, err := l.target.HTTP.RoundTrip(&out)
		if err == nil || !errors.Is(err, upstream.ErrNotSent) || move == mostMoves {
			return response, err
		}
		next, nobody := l.routes.Acquire(r.Context(), l.target)
		if nobody != nil {
			return nil, nobody
		}
		l.target.Release()
		l.target = next
	}
}

// closer ends the client's half of an HTTP/2 stream. Without it a call whose build dies hangs for as long as the client has more
// to say: ReverseProxy itself closes nothing. An HTTP/1 body can't be closed while it is read, and need not be.
func (l *lease) closer() func() error {
	if l.client.ProtoMajor == 2 {
		return l.client.Body.Close
	}
	return func() error { return nil }
}

// untouched keeps a body open until somebody has begun to read it: a transport closes it even after a failed dial.
type untouched struct {
	io.Reader
	close func() error
	begun atomic.Bool
}

func (u *untouched) Read(p []byte) (int, error) {
	u.begun.Store(true)
	return u.Reader.Read(p)
}

func (u *untouched) Close() error {
	if !u.begun.Load() {
		return nil
	}
	return u.close()
}
