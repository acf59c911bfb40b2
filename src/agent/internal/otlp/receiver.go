// Package otlp receives what services export: traces are passed on, metrics and logs are taken and dropped, so that no service
// logs errors about them.
package otlp

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"sim.dev/agent/internal/frame"
)

// LargestBody is what one request may hold, unpacked.
const LargestBody = 4 << 20

// Receiver takes exports over gRPC and HTTP.
type Receiver struct {
	buffer *frame.Buffer
	schema *schema
	log    *slog.Logger
	gzips  sync.Pool
}

// NewReceiver makes one that puts traces into the buffer.
func NewReceiver(buffer *frame.Buffer, log *slog.Logger) *Receiver {
	return &Receiver{buffer: buffer, schema: newTraceSchema(), log: log}
}

var (
	errTooLarge = fmt.Errorf("larger than %d bytes", LargestBody)
	errEncoding = errors.New("want no compression or gzip")
)

// traces takes an ExportTraceServiceRequest.
func (r *Receiver) traces(request []byte) error {
	spans, err := CountSpans(request)
	if err != nil {
		return err
	}
	if spans > 0 {
		r.buffer.Add(frame.Traces, request, spans)
	}
	return nil
}

// unpack reads a body that may be compressed, up to the limit.
func (r *Receiver) unpack(body io.Reader, encoding string) ([]byte, error) {
	switch encoding {
	case "", "identity":
	case "gzip":
		unzip, err := r.gzip(body)
		if err != nil {
			return nil, fmt.Errorf("reading gzip: %w", err)
		}
		defer r.gzips.Put(unzip)
		body = unzip
	default:
		return nil, fmt.Errorf("%w, got %q", errEncoding, encoding)
	}
	content, err := io.ReadAll(io.LimitReader(body, LargestBody+1))
	if err == nil && len(content) > LargestBody {
		err = errTooLarge
	}
	return content, err
}

// gzip reuses readers, each of which holds more than most requests.
func (r *Receiver) gzip(body io.Reader) (*gzip.Reader, error) {
	if used, ok := r.gzips.Get().(*gzip.Reader); ok {
		return used, used.Reset(body)
	}
	return gzip.NewReader(body)
}
