// Package upstream sends requests to one build, each in the protocol in which it came.
package upstream

import (
	"context"
	"fmt"
	"net"
	"net/http"
)

// Upstream implements http.RoundTripper.
type Upstream struct {
	one one
	two http.Transport
}

// New prepares for a build that listens at an address; nothing is dialled yet.
func New(address string) *Upstream {
	u := &Upstream{}
	u.one.pool.address = address
	dialer := net.Dialer{Timeout: dialling}
	u.two.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
		}
		return c, nil
	}
	u.two.IdleConnTimeout = rest
	// Else it would ask for gzip where the client did not, and unpack it.
	u.two.DisableCompression = true
	u.two.Protocols = new(http.Protocols)
	u.two.Protocols.SetUnencryptedHTTP2(true)
	return u
}

// RoundTrip sends one request. An error that is ErrNotSent says that the build has seen nothing of it.
func (u *Upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.ProtoMajor == 2 {
		return u.two.RoundTrip(r)
	}
	return u.one.RoundTrip(r)
}

// CloseIdleConnections lets the build end at once when it is asked to.
func (u *Upstream) CloseIdleConnections() {
	u.one.pool.closeAll()
	u.two.CloseIdleConnections()
}
