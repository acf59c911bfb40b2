package upstream

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"
)

// worthAnotherTry: no answer came, or one that another try may better. A 503 that names a time to come back is meant.
func worthAnotherTry(answer Answer, err error) bool {
	if err != nil {
		return !errors.Is(err, ErrOpen)
	}
	switch answer.Status {
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	case http.StatusServiceUnavailable:
		return answer.Header.Get("Retry-After") == ""
	default:
		return false
	}
}

// safeToRepeat: reading, writing under a key that makes repeats harmless, or a request that never left.
func safeToRepeat(request Request, err error) bool {
	switch request.Method {
	case http.MethodGet, http.MethodHead:
		return true
	}
	if request.Header.Get("Idempotency-Key") != "" {
		return true
	}
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial"
}

// pauseBefore grows with each attempt and is random, so that callers don't come back all at once.
func pauseBefore(attempt int) time.Duration {
	limit := 20 * time.Millisecond << min(attempt, 5)
	return limit/2 + rand.N(limit/2)
}

func bodyOf(request Request) io.Reader {
	if len(request.Body) == 0 {
		return nil
	}
	return bytes.NewReader(request.Body)
}
