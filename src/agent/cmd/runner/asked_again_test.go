package main

import (
	"syscall"
	"testing"
)

func TestAskedAgainItTellsWhichBuildIsLive(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	r.signal(syscall.SIGHUP)
	r.await("live", 1)
	r.answers("one")
}
