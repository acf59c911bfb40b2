package httpproxy

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/upstream"
)

// BenchmarkProxy is one GET through the proxy and back, with the service in the same process.
func BenchmarkProxy(b *testing.B) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok")
	}))
	defer service.Close()
	address := service.Listener.Addr().String()
	routes := route.NewSwitch("", time.Second)
	routes.Move(&route.Target{Address: address, HTTP: upstream.New(address)})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	quiet := log.New(io.Discard, "", 0)
	front := NewServer(New(routes, quiet), quiet)
	go func() { _ = front.Serve(l) }()
	defer func() { _ = front.Close() }()
	client := &http.Client{Transport: &http.Transport{}}
	for name, url := range map[string]string{"direct": "http://" + address, "proxied": "http://" + l.Addr().String()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				response, err := client.Get(url)
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
		})
	}
}
