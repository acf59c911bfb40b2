package loadgen

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shop.example/internal/httpserver"
	"shop.example/internal/shoptest"
)

func TestTheRateIsSetOverHTTPAndNonsenseIsRefused(t *testing.T) {
	observed := shoptest.Observe(t)
	schedule := NewSchedule(5)
	router := httpserver.NewRouter(observed.Telemetry)
	control{schedule: schedule, stats: NewStats(time.Now), log: observed.Log}.routes(router)
	for _, test := range []struct {
		body   string
		status int
		rate   float64
	}{
		{`{"perSecond": 20}`, http.StatusOK, 20},
		{`{"perSecond": 0}`, http.StatusOK, 0},
		{`{"perSecond": -1}`, http.StatusBadRequest, 0},
		{`{"perSecond": 1e9}`, http.StatusBadRequest, 0},
		{`{"perSecond": "20"}`, http.StatusBadRequest, 0},
		{`{}`, http.StatusBadRequest, 0},
		{`{"rate": 20}`, http.StatusBadRequest, 0},
		{`nonsense`, http.StatusBadRequest, 0},
	} {
		answer := httptest.NewRecorder()
		router.ServeHTTP(answer, httptest.NewRequest("PUT", "/rate", strings.NewReader(test.body)))
		if answer.Code != test.status || schedule.Rate() != test.rate {
			t.Errorf("%s: status %d, rate %g", test.body, answer.Code, schedule.Rate())
		}
	}
}
