// Package httpproxy passes each request to the build that is live when it arrives.
package httpproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Upstream sends requests to one build, each in the protocol in which it came.
type Upstream struct {
	one, two http.Transport
}

const (
	// Shorter than services close idle connections themselves (5 s is usual), so that no request meets a closing one.
	idle     = 2 * time.Second
	mostIdle = 256
	dialling = 5 * time.Second
)

// errNotSent is behind every failure after which the build cannot have seen the request.
var errNotSent = errors.New("no connection")

// NewUpstream prepares for a build that listens at an address; nothing is dialled yet.
func NewUpstream(address string) *Upstream {
	dialer := net.Dialer{Timeout: dialling}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errNotSent, err)
		}
		return conn, nil
	}
	u := &Upstream{}
	for _, t := range []*http.Transport{&u.one, &u.two} {
		t.DialContext = dial
		t.IdleConnTimeout = idle
		t.MaxIdleConnsPerHost = mostIdle
		// Else it would ask for gzip where the client did not, and unpack it.
		t.DisableCompression = true
		t.ExpectContinueTimeout = time.Second
		t.Protocols = new(http.Protocols)
	}
	u.one.Protocols.SetHTTP1(true)
	u.two.Protocols.SetUnencryptedHTTP2(true)
	return u
}

// RoundTrip implements http.RoundTripper.
func (u *Upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.ProtoMajor == 2 {
		return u.two.RoundTrip(r)
	}
	return u.one.RoundTrip(r)
}

// CloseIdleConnections lets the build end at once when it is asked to.
func (u *Upstream) CloseIdleConnections() {
	u.one.CloseIdleConnections()
	u.two.CloseIdleConnections()
}
