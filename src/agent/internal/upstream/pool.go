package upstream

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

const (
	// Shorter than services close idle connections themselves (5 s is usual), so that hardly any request meets a closing one.
	rest     = 2 * time.Second
	mostIdle = 256
	dialling = 5 * time.Second
)

// ErrNotSent is behind every failure after which the build cannot have seen the request.
var ErrNotSent = errors.New("no connection")

// pool keeps idle connections to one build, the last used on top.
type pool struct {
	address string

	mu    sync.Mutex
	idle  []*conn
	sweep *time.Timer
}

func (p *pool) get(ctx context.Context) (*conn, error) {
	for c := p.pop(); c != nil; c = p.pop() {
		if c.usable() {
			return c, nil
		}
		c.close()
	}
	return p.dial(ctx)
}

func (p *pool) dial(ctx context.Context) (*conn, error) {
	dialer := net.Dialer{Timeout: dialling}
	c, err := dialer.DialContext(ctx, "tcp", p.address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return newConn(c), nil
}

func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	c := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return c
}

func (p *pool) put(c *conn) {
	c.rested, c.used = time.Now(), true
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == mostIdle {
		c.close()
		return
	}
	p.idle = append(p.idle, c)
	if p.sweep == nil {
		p.sweep = time.AfterFunc(rest, p.closeRested)
	}
}

// closeRested closes what nobody has needed for a while, and comes again while there is more.
func (p *pool) closeRested() {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := 0
	for old < len(p.idle) && time.Since(p.idle[old].rested) >= rest {
		p.idle[old].close()
		old++
	}
	p.idle = append(p.idle[:0], p.idle[old:]...)
	p.sweep = nil
	if len(p.idle) > 0 {
		p.sweep = time.AfterFunc(rest, p.closeRested)
	}
}

func (p *pool) closeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		c.close()
	}
	p.idle = nil
}
