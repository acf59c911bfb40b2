package upstream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"time"
)

// one speaks HTTP/1.1 with a build. http.Transport would do, but it passes each request through two more goroutines, and sends
// one whose build has died a second time.
type one struct{ pool pool }

// RoundTrip implements http.RoundTripper.
func (o *one) RoundTrip(r *http.Request) (*http.Response, error) {
	c, err := o.pool.get(r.Context())
	if err != nil {
		return nil, err
	}
	response, err := o.exchange(c, r)
	if err != nil && c.used && errors.Is(err, errUnanswered) && replayable(r) {
		// It was closed in the very moment. A new connection that fails as well proves nothing about the first try.
		if c, dialled := o.pool.dial(r.Context()); dialled == nil {
			return o.exchange(c, r)
		}
	}
	return response, err
}

// replayable: RFC 9110, section 9.2.2.
func replayable(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return r.Body == nil
	}
	return false
}

var (
	errUnanswered = errors.New("the connection ended before an answer")
	longAgo       = time.Unix(1, 0)
)

func (o *one) exchange(c *conn, r *http.Request) (*http.Response, error) {
	// A client that goes away ends the exchange, whatever it is waiting for.
	unwatch := context.AfterFunc(r.Context(), func() { _ = c.SetDeadline(longAgo) })
	sent := send(c, r)
	response, err := receive(c, r, sent)
	if err != nil {
		unwatch()
		c.close()
		if r.Context().Err() != nil {
			err = context.Cause(r.Context())
		}
		return nil, err
	}
	if response.StatusCode == http.StatusSwitchingProtocols {
		unwatch()
		response.Body = &switched{Reader: c.read, Conn: c.Conn}
		return response, nil
	}
	finish := func(whole bool) {
		if !unwatch() || !whole || response.Close || c.read.Buffered() > 0 {
			c.close()
			return
		}
		sent.then(func(complete bool) {
			if complete {
				o.pool.put(c)
			} else {
				c.close()
			}
		})
	}
	if response.Body == http.NoBody {
		finish(true)
		return response, nil
	}
	response.Body = &body{ReadCloser: response.Body, finish: finish}
	return response, nil
}

// receive reads the answer, and passes on what comes before it (1xx).
func receive(c *conn, r *http.Request, sent *sending) (*http.Response, error) {
	for {
		if _, err := c.read.Peek(1); err != nil {
			return nil, fmt.Errorf("%w: %w", errUnanswered, err)
		}
		response, err := http.ReadResponse(c.read, r)
		if err != nil {
			return nil, fmt.Errorf("reading the answer: %w", err)
		}
		switch {
		case response.StatusCode == http.StatusContinue:
			// The proxy's own server tells the client when the body is first read.
			sent.goOn()
		case response.StatusCode >= 200 || response.StatusCode == http.StatusSwitchingProtocols:
			sent.giveUpWaiting()
			return response, nil
		default:
			if err := early(r, response); err != nil {
				return nil, err
			}
		}
	}
}

func early(r *http.Request, response *http.Response) error {
	trace := httptrace.ContextClientTrace(r.Context())
	if trace == nil || trace.Got1xxResponse == nil {
		return nil
	}
	return trace.Got1xxResponse(response.StatusCode, textproto.MIMEHeader(response.Header))
}

// body gives its connection back when it was read to the end.
type body struct {
	io.ReadCloser
	finish func(whole bool)
	over   bool
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end(err == io.EOF)
	}
	return n, err
}

// Close does not read what is left of an answer that nobody wants.
func (b *body) Close() error {
	b.end(false)
	return nil
}

func (b *body) end(whole bool) {
	if !b.over {
		b.over = true
		b.finish(whole)
	}
}
