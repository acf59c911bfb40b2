package httpproxy

import (
	"log"
	"net/http"
)

// Many calls of one gRPC client share a connection.
const mostStreams = 1000

// NewServer speaks HTTP/1.1, and HTTP/2 with those who begin with it (gRPC without TLS). It sets no time-outs of its own:
// those of the service count.
func NewServer(handler http.Handler, quiet *log.Logger) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:   handler,
		ErrorLog:  quiet,
		Protocols: protocols,
		HTTP2:     &http.HTTP2Config{MaxConcurrentStreams: mostStreams},
		// OPTIONS * belongs to the service.
		DisableGeneralOptionsHandler: true,
	}
}
