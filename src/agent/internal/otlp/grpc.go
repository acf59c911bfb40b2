package otlp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Codes of gRPC.
const (
	codeOK                = 0
	codeInvalidArgument   = 3
	codeResourceExhausted = 8
	codeUnimplemented     = 12
)

const (
	collector = "/opentelemetry.proto.collector."
	grpcType  = "application/grpc"
	// prefixBytes is what comes before a message: whether it is compressed, and its length.
	prefixBytes = 5
)

var errFraming = errors.New("not a gRPC message")

// GRPC is OTLP/gRPC. It is three unary calls over HTTP/2, for which the standard library is enough.
func (r *Receiver) GRPC() http.Handler {
	mux := http.NewServeMux()
	drop := func([]byte) error { return nil }
	for path, take := range map[string]func([]byte) error{
		"trace.v1.TraceService/Export":     r.traces,
		"metrics.v1.MetricsService/Export": drop,
		"logs.v1.LogsService/Export":       drop,
	} {
		mux.HandleFunc("POST "+collector+path, func(w http.ResponseWriter, q *http.Request) { r.call(w, q, take) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, q *http.Request) {
		fail(w, codeUnimplemented, "unknown method "+q.URL.Path)
	})
	return mux
}

func (r *Receiver) call(w http.ResponseWriter, q *http.Request, take func([]byte) error) {
	if !strings.HasPrefix(q.Header.Get("Content-Type"), grpcType) {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return
	}
	request, err := r.message(q)
	if err == nil {
		err = take(request)
	}
	switch {
	case errors.Is(err, errTooLarge):
		fail(w, codeResourceExhausted, err.Error())
	case errors.Is(err, errEncoding):
		fail(w, codeUnimplemented, err.Error())
	case err != nil:
		fail(w, codeInvalidArgument, err.Error())
	default:
		header(w)
		w.Header().Set("Trailer", "Grpc-Status")
		// Every Export response may be empty: nothing was rejected.
		_, _ = w.Write(make([]byte, prefixBytes))
		w.Header().Set("Grpc-Status", strconv.Itoa(codeOK))
	}
}

// message reads the one message of a unary call.
func (r *Receiver) message(q *http.Request) ([]byte, error) {
	var prefix [prefixBytes]byte
	if _, err := io.ReadFull(q.Body, prefix[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", errFraming, err)
	}
	length := binary.BigEndian.Uint32(prefix[1:])
	if length > LargestBody {
		return nil, errTooLarge
	}
	encoding := ""
	if prefix[0] == 1 {
		encoding = q.Header.Get("Grpc-Encoding")
	}
	if encoding != "" {
		return r.unpack(io.LimitReader(q.Body, int64(length)), encoding)
	}
	// Its length is known, so it is read into no more than it needs.
	content := make([]byte, length)
	if _, err := io.ReadFull(q.Body, content); err != nil {
		return nil, fmt.Errorf("%w: %w", errFraming, err)
	}
	return content, nil
}

func header(w http.ResponseWriter) {
	w.Header().Set("Content-Type", grpcType)
	w.Header().Set("Grpc-Accept-Encoding", "gzip")
}

// fail answers without a message: all is in the header then.
func fail(w http.ResponseWriter, code int, text string) {
	header(w)
	w.Header().Set("Grpc-Status", strconv.Itoa(code))
	w.Header().Set("Grpc-Message", url.PathEscape(text))
	w.WriteHeader(http.StatusOK)
}
