package upstream

import (
	"errors"
	"io"
	"time"
)

// Builds that don't know `Expect: 100-continue` wait for the body, so it comes by itself after a while.
const continuePatience = time.Second

var errUnwanted = errors.New("answered before the body was sent")

// awaited is a body that the build has to ask for first.
type awaited struct {
	io.ReadCloser
	proceed <-chan bool
	asked   bool
}

func (a *awaited) Read(p []byte) (int, error) {
	if !a.asked {
		a.asked = true
		late := time.NewTimer(continuePatience)
		defer late.Stop()
		select {
		case <-late.C:
		case wanted := <-a.proceed:
			if !wanted {
				return 0, errUnwanted
			}
		}
	}
	return a.ReadCloser.Read(p)
}
