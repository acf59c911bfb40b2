// Package link hands frames to the controller, the newest one that connected.
package link

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"sim.dev/agent/internal/frame"
)

const (
	greeting = "SIM/1 "
	// A line with a token is far shorter.
	longestGreeting = 512
	patience        = 5 * time.Second
	// Strangers who say nothing cost a goroutine each, for as long as patience lasts.
	mostStrangers = 32
)

// Link is the agent's side of the connection.
type Link struct {
	token   [sha256.Size]byte
	buffer  *frame.Buffer
	hostPid bool
	log     *slog.Logger
	// admitted passes on connections that knew the token.
	admitted  chan net.Conn
	strangers chan struct{}
}

// New makes a link that lets in who knows the token.
func New(token string, buffer *frame.Buffer, hostPid bool, log *slog.Logger) *Link {
	return &Link{
		token: sha256.Sum256([]byte(token)), buffer: buffer, hostPid: hostPid, log: log,
		admitted: make(chan net.Conn), strangers: make(chan struct{}, mostStrangers),
	}
}

// Serve accepts controllers until the context ends.
func (l *Link) Serve(ctx context.Context, listener net.Listener) error {
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	go l.deliver(ctx)
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accepting controllers: %w", err)
		}
		select {
		case l.strangers <- struct{}{}:
			go l.greet(ctx, conn)
		default:
			closing(conn)
		}
	}
}

func (l *Link) greet(ctx context.Context, conn net.Conn) {
	defer func() { <-l.strangers }()
	if err := l.check(conn); err != nil {
		l.log.Warn("turned away who wanted to be the controller", "from", conn.RemoteAddr().String(), "error", err)
		closing(conn)
		return
	}
	select {
	case l.admitted <- conn:
	case <-ctx.Done():
		closing(conn)
	}
}

var (
	errGreeting = errors.New("the first line is not a greeting")
	errToken    = errors.New("wrong token")
)

func (l *Link) check(conn net.Conn) error {
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return fmt.Errorf("setting a deadline: %w", err)
	}
	line, err := bufio.NewReaderSize(conn, longestGreeting).ReadSlice('\n')
	if err != nil {
		return fmt.Errorf("%w: %w", errGreeting, err)
	}
	token, ok := strings.CutPrefix(strings.TrimRight(string(line), "\r\n"), greeting)
	if !ok {
		return errGreeting
	}
	// Hashes are of one length, so the time of the comparison tells nothing.
	told := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(told[:], l.token[:]) != 1 {
		return errToken
	}
	return conn.SetReadDeadline(time.Time{})
}

func closing(conn net.Conn) {
	// It is given up: nothing more is to be saved.
	_ = conn.Close()
}
