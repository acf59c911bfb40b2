package supervise

import (
	"context"
	"time"
)

// stop ends everything within the time that the engine gives: first what comes in, then the builds.
func (s *Supervisor) stop() {
	s.stopping = true
	s.forgetRetry()
	s.forgetWait()
	s.next = nil
	if s.starting != nil {
		s.drop(s.starting, "")
	}
	front, live := s.Front, s.live
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), s.Settings.Stop/2)
		defer cancel()
		if front != nil {
			// What does not end in time is cut when the build ends.
			_ = front.Shutdown(ctx)
		}
		s.Routes.Refuse("stopping")
		if live != nil && live.target != nil {
			select {
			case <-live.target.Idle():
			case <-ctx.Done():
			}
		}
		s.post(s.terminateAll)
	}()
	// The engine's SIGKILL would hit the runner alone, so what is left ends before it comes.
	time.AfterFunc(s.Settings.Stop*9/10, func() { s.post(s.killAll) })
}

func (s *Supervisor) terminateAll() {
	if s.live != nil {
		s.terminate(s.live)
	}
	for inst := range s.leaving {
		s.terminate(inst)
	}
}

func (s *Supervisor) killAll() {
	if s.live != nil {
		s.live.process.Kill()
	}
	for inst := range s.leaving {
		inst.process.Kill()
	}
}
