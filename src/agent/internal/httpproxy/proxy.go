package httpproxy

import (
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"

	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/upstream"
)

// Proxy is the HTTP face of a service.
type Proxy struct {
	routes  *route.Switch
	buffers buffers
	quiet   *log.Logger
}

// New makes a proxy that asks the switch where each request goes.
func New(routes *route.Switch, quiet *log.Logger) *Proxy {
	p := &Proxy{routes: routes, quiet: quiet}
	p.buffers.pool.New = func() any { return new([bufferBytes]byte) }
	return p
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	target, err := p.routes.Acquire(r.Context(), nil)
	if err != nil {
		refuse(w, err)
		return
	}
	l := &lease{routes: p.routes, target: target, client: r}
	defer func() { l.target.Release() }()
	// What the service leaves out stays out: the server would add both.
	w.Header()["Content-Type"] = nil
	w.Header()["Date"] = nil
	if r.ProtoMajor == 1 && r.ContentLength != 0 {
		// Else the server stops reading a request as soon as its answer begins. HTTP/2 never does.
		_ = http.NewResponseController(w).EnableFullDuplex()
	}
	reverse := httputil.ReverseProxy{
		Rewrite:      rewrite,
		Transport:    l,
		BufferPool:   &p.buffers,
		ErrorLog:     p.quiet,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) { fail(w, r, l.target.Build, err) },
	}
	reverse.ServeHTTP(w, r)
}

// rewrite changes nothing that the service could see, but for the address of its client.
func rewrite(r *httputil.ProxyRequest) {
	r.Out.URL.Scheme = "http"
	// Only names the connection pool: the upstream dials its own build.
	r.Out.URL.Host = "build"
	r.Out.URL.RawQuery = r.In.URL.RawQuery
	r.Out.Host = r.In.Host
	for _, name := range []string{"Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values, ok := r.In.Header[name]; ok {
			r.Out.Header[name] = values
		}
	}
	chain := strings.Join(r.In.Header["X-Forwarded-For"], ", ")
	if client, _, err := net.SplitHostPort(r.In.RemoteAddr); err == nil {
		if chain != "" {
			chain += ", "
		}
		chain += client
	}
	r.Out.Header["X-Forwarded-For"] = []string{chain}
}

func refuse(w http.ResponseWriter, err error) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "sim runner: "+err.Error(), http.StatusServiceUnavailable)
}

func fail(w http.ResponseWriter, r *http.Request, build int, err error) {
	if r.Context().Err() != nil {
		// The client has gone: nobody reads an answer.
		return
	}
	if errors.Is(err, route.ErrNobody) || errors.Is(err, upstream.ErrNotSent) {
		refuse(w, err)
		return
	}
	http.Error(w, fmt.Sprintf("sim runner: build %d broke off: %s", build, err), http.StatusBadGateway)
}

const bufferBytes = 32 << 10

// buffers implements httputil.BufferPool.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte {
	array, ok := b.pool.Get().(*[bufferBytes]byte)
	if !ok {
		return make([]byte, bufferBytes)
	}
	return array[:]
}

func (b *buffers) Put(slice []byte) {
	b.pool.Put((*[bufferBytes]byte)(slice))
}
