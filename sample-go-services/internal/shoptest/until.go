package shoptest

import (
	"testing"
	"time"
)

// Until asks again until something is so. It fails the test after ten seconds, with what was waited for.
func Until(t testing.TB, what string, so func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !so() {
		select {
		case <-deadline:
			t.Fatalf("waited ten seconds for: %s", what)
		case <-ticker.C:
		}
	}
}
