package link

import (
	"context"
	"io"
	"net"
	"time"

	"sim.dev/agent/internal/frame"
)

const (
	// Frames go out in pieces of about this size.
	piece = 64 << 10
	// Drops come in floods; their count is told so often.
	statusPause = time.Second
)

// deliver serves one controller at a time, and leaves it for the next that comes.
func (l *Link) deliver(ctx context.Context) {
	var leave context.CancelFunc = func() {}
	var left <-chan struct{}
	for {
		select {
		case <-ctx.Done():
			leave()
			return
		case conn := <-l.admitted:
			leave()
			if left != nil {
				<-left
			}
			serving, cancel := context.WithCancel(ctx)
			leave = cancel
			left = l.serve(serving, cancel, conn)
		}
	}
}

// serve sends until the connection or the context ends; the channel closes after that.
func (l *Link) serve(ctx context.Context, cancel context.CancelFunc, conn net.Conn) <-chan struct{} {
	l.log.Info("controller connected", "from", conn.RemoteAddr().String())
	done := make(chan struct{})
	// Closing is what ends a write to a controller that does not read.
	context.AfterFunc(ctx, func() { closing(conn) })
	go func() {
		// It has nothing more to say, so this ends when the connection does.
		_, _ = io.Copy(io.Discard, conn)
		cancel()
	}()
	go func() {
		defer close(done)
		defer cancel()
		err := l.send(ctx, conn)
		l.log.Info("controller left", "reason", err)
	}()
	return done
}

func (l *Link) send(ctx context.Context, conn net.Conn) error {
	told := frame.Health{DroppedSpans: l.buffer.Dropped(), HostPid: l.hostPid}
	if err := sendStatus(conn, told); err != nil {
		return err
	}
	out := make([]byte, 0, piece)
	tick := time.NewTicker(statusPause)
	defer tick.Stop()
	last := time.Now()
	for ctx.Err() == nil {
		var spans int
		if out, spans = l.buffer.Take(out[:0]); len(out) > 0 {
			if _, err := conn.Write(out); err != nil {
				l.buffer.Lost(spans)
				return err
			}
			if cap(out) > piece {
				// A rare large frame should not be paid for ever after.
				out = make([]byte, 0, piece)
			}
		} else {
			select {
			case <-ctx.Done():
			case <-l.buffer.News():
			case <-tick.C:
			}
		}
		if now := l.buffer.Dropped(); now != told.DroppedSpans && time.Since(last) >= statusPause {
			told.DroppedSpans, last = now, time.Now()
			if err := sendStatus(conn, told); err != nil {
				return err
			}
		}
	}
	return context.Cause(ctx)
}

func sendStatus(conn net.Conn, h frame.Health) error {
	text, err := h.Encode()
	if err != nil {
		return err
	}
	_, err = conn.Write(text)
	return err
}
