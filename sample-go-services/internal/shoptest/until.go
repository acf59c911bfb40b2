package shoptest

import (
	"testing"
	"time"
)

// Until asks again until something is so. It fails the test after a minute, with what was waited for.
func Until(t testing.TB, what string, so func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !so() {
		select {
		case <-deadline:
			t.Fatalf("waited a minute for: %s", what)
		case <-ticker.C:
		}
	}
}
