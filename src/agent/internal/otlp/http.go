package otlp

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

const (
	protobuf = "application/x-protobuf"
	jsonType = "application/json"
	// HealthPath is where the agent's own health check asks.
	HealthPath = "/health"
)

// HTTP is OTLP/HTTP, in protobuf and JSON.
func (r *Receiver) HTTP() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", func(w http.ResponseWriter, q *http.Request) { r.export(w, q, r.traces) })
	drop := func(w http.ResponseWriter, q *http.Request) { r.export(w, q, nil) }
	mux.HandleFunc("POST /v1/metrics", drop)
	mux.HandleFunc("POST /v1/logs", drop)
	mux.HandleFunc("GET "+HealthPath, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	return mux
}

// export answers an Export request; what nobody takes is read and dropped.
func (r *Receiver) export(w http.ResponseWriter, q *http.Request, take func([]byte) error) {
	contentType, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil || contentType != protobuf && contentType != jsonType {
		answer(w, protobuf, http.StatusUnsupportedMediaType, "Content-Type: want "+protobuf+" or "+jsonType)
		return
	}
	body, err := r.unpack(http.MaxBytesReader(w, q.Body, LargestBody), q.Header.Get("Content-Encoding"))
	if err == nil && take != nil {
		if contentType == jsonType {
			body, err = transcode(body, r.schema)
		}
		if err == nil {
			err = take(body)
		}
	}
	if err != nil {
		answer(w, contentType, statusOf(err), err.Error())
		return
	}
	answer(w, contentType, http.StatusOK, "")
}

func statusOf(err error) int {
	var limit *http.MaxBytesError
	switch {
	case errors.Is(err, errTooLarge), errors.As(err, &limit):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errEncoding):
		return http.StatusUnsupportedMediaType
	default:
		return http.StatusBadRequest
	}
}

// answer sends an empty Export response, or a google.rpc.Status with the message, in the client's own encoding.
func answer(w http.ResponseWriter, contentType string, status int, text string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	var body []byte
	switch {
	case contentType == jsonType && text == "":
		body = []byte("{}")
	case contentType == jsonType:
		// A map of strings always encodes.
		body, _ = json.Marshal(map[string]string{"message": text})
	case text != "":
		const messageOfStatus = 2
		body = appendBytes(nil, messageOfStatus, []byte(text))
	}
	// A client that has gone needs no answer.
	_, _ = w.Write(body)
}
