package health_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"shop.example/internal/health"
)

func TestAVerdictFollowsFromWhatFailed(t *testing.T) {
	good := func(context.Context) error { return nil }
	bad := func(context.Context) error { return errors.New("away") }
	for name, test := range map[string]struct {
		checks []health.Check
		want   string
		status int
	}{
		"nothing to check":      {nil, "ready", http.StatusOK},
		"all well":              {[]health.Check{{Name: "a", Probe: good}}, "ready", http.StatusOK},
		"something is away":     {[]health.Check{{Name: "a", Probe: bad}, {Name: "b", Critical: true, Probe: good}}, "degraded", http.StatusOK},
		"the needed is away":    {[]health.Check{{Name: "a", Critical: true, Probe: bad}}, "unready", http.StatusServiceUnavailable},
		"both kinds are away":   {[]health.Check{{Name: "a", Critical: true, Probe: bad}, {Name: "b", Probe: bad}}, "unready", http.StatusServiceUnavailable},
		"the other way around":  {[]health.Check{{Name: "b", Probe: bad}, {Name: "a", Critical: true, Probe: bad}}, "unready", http.StatusServiceUnavailable},
		"a probe that respects": {[]health.Check{{Name: "slow", Probe: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}}, "degraded", http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			board := health.NewBoard(test.checks...)
			if got := board.Ask(t.Context()).Status; got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			answer := httptest.NewRecorder()
			board.ServeHTTP(answer, httptest.NewRequest("GET", "/readyz", nil))
			if answer.Code != test.status {
				t.Errorf("status %d, want %d", answer.Code, test.status)
			}
		})
	}
}
