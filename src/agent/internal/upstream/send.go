package upstream

import (
	"net/http"
	"time"
)

// sending is a request on its way out, which may still go on when the answer comes in.
type sending struct {
	// ended is closed when all is written or it has failed; nil where it ended at once.
	ended chan struct{}
	err   error
	// proceed takes one value: whether a body that waits for the build's consent may go.
	proceed chan bool
}

// send writes a request; one with a body is written beside the reading of its answer.
func send(c *conn, r *http.Request) *sending {
	if r.Body == nil {
		s := &sending{err: r.Write(c.write)}
		if s.err == nil {
			s.err = c.write.Flush()
		}
		return s
	}
	s := &sending{ended: make(chan struct{}), proceed: make(chan bool, 1)}
	go func() {
		defer close(s.ended)
		s.err = s.withBody(c, r)
	}()
	return s
}

func (s *sending) withBody(c *conn, r *http.Request) error {
	out := *r
	if r.Header.Get("Expect") != "" {
		out.Body = &awaited{ReadCloser: r.Body, proceed: s.proceed}
	}
	// It flushes the head at once, and a body of unknown length piece by piece.
	if err := out.Write(c.write); err != nil {
		return err
	}
	return c.write.Flush()
}

// A request that is not out yet when its answer has come will hardly ever be.
const lagging = 50 * time.Millisecond

// then does something once it is known whether the request went out whole: nearly always at once.
func (s *sending) then(do func(complete bool)) {
	if s.ended == nil {
		do(s.err == nil)
		return
	}
	select {
	case <-s.ended:
		do(s.err == nil)
		return
	default:
	}
	go func() {
		late := time.NewTimer(lagging)
		defer late.Stop()
		select {
		case <-s.ended:
			do(s.err == nil)
		case <-late.C:
			do(false)
		}
	}()
}

func (s *sending) goOn()          { s.tell(true) }
func (s *sending) giveUpWaiting() { s.tell(false) }

func (s *sending) tell(yes bool) {
	if s.proceed != nil {
		select {
		case s.proceed <- yes:
		default:
		}
	}
}
