package loadgen

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"shop.example/internal/httpserver"
	"shop.example/internal/jsonbody"
	"shop.example/internal/problem"
)

// control is the load's HTTP side: /rate and /stats. It is not traced, as it is no traffic of the shop.
type control struct {
	schedule *Schedule
	stats    *Stats
	log      *slog.Logger
}

// rate is the body of /rate.
type rate struct {
	PerSecond float64 `json:"perSecond"`
}

func (c control) routes(router *httpserver.Router) {
	router.Plain("GET /rate", http.HandlerFunc(c.getRate))
	router.Plain("PUT /rate", http.HandlerFunc(c.putRate))
	router.Plain("GET /stats", http.HandlerFunc(c.getStats))
	router.Plain("DELETE /stats", http.HandlerFunc(c.deleteStats))
}

func (c control) getRate(w http.ResponseWriter, _ *http.Request) {
	jsonbody.Write(w, http.StatusOK, rate{PerSecond: c.schedule.Rate()})
}

func (c control) putRate(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		PerSecond *float64 `json:"perSecond"`
	}
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1000))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wanted); err != nil || wanted.PerSecond == nil {
		problem.Write(w, r, http.StatusBadRequest, "bad-rate", `Send {"perSecond": 20}.`)
		return
	}
	if err := validRate(*wanted.PerSecond); err != nil {
		problem.Write(w, r, http.StatusBadRequest, "bad-rate", err.Error())
		return
	}
	c.schedule.SetRate(*wanted.PerSecond)
	c.log.InfoContext(r.Context(), "rate changed by hand", "perSecond", *wanted.PerSecond)
	c.getRate(w, r)
}

func (c control) getStats(w http.ResponseWriter, _ *http.Request) {
	all, recent := c.stats.Figures()
	jsonbody.Write(w, http.StatusOK, map[string]any{"rate": c.schedule.Rate(), "sinceStart": all, "lastTenSeconds": recent})
}

// deleteStats begins a measurement.
func (c control) deleteStats(w http.ResponseWriter, _ *http.Request) {
	c.stats.Forget()
	w.WriteHeader(http.StatusNoContent)
}
