package httpserver

import (
	"log/slog"
	"net/http"
	"runtime/debug"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/problem"
	"shop.example/internal/telemetry"
)

// maxBody bounds every request's body.
const maxBody = 64 << 10

// Router routes requests; what goes through Handle is traced, counted and safe from panics and oversize bodies.
type Router struct {
	mux    *http.ServeMux
	traced func(http.Handler) http.Handler
	log    *slog.Logger
}

// NewRouter makes a router without routes.
func NewRouter(t *telemetry.Telemetry) *Router {
	return &Router{
		mux: http.NewServeMux(),
		log: t.Log,
		traced: otelhttp.NewMiddleware("",
			otelhttp.WithTracerProvider(t.Tracers),
			otelhttp.WithMeterProvider(t.Meters),
			otelhttp.WithPropagators(t.Propagator),
			// The name of the span is "GET /products/{id}"; the pattern already holds the method.
			otelhttp.WithSpanNameFormatter(spanName),
		),
	}
}

// Handle adds a route of the service. It wraps inside the mux, where the route's pattern is known to the span.
func (r *Router) Handle(pattern string, handler http.HandlerFunc) {
	r.mux.Handle(pattern, r.traced(r.guarded(handler)))
}

// Plain adds a route for operators: not traced, not counted.
func (r *Router) Plain(pattern string, handler http.Handler) { r.mux.Handle(pattern, handler) }

// ServeHTTP answers with the route's handler, or with a problem where there is none.
func (r *Router) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	withRequestID(w, request)
	if refusal, pattern := r.mux.Handler(request); pattern == "" {
		r.traced(refused(refusal)).ServeHTTP(w, request)
		return
	}
	r.mux.ServeHTTP(w, request)
}

// guarded turns a panic into a 500 and stops reading a body that is too large.
func (r *Router) guarded(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		defer func() {
			caught := recover()
			if caught == nil {
				return
			}
			if caught == http.ErrAbortHandler {
				panic(caught)
			}
			trace.SpanFromContext(request.Context()).SetStatus(codes.Error, "panic")
			r.log.ErrorContext(request.Context(), "panic", "error", caught, "stack", string(debug.Stack()))
			problem.Write(w, request, http.StatusInternalServerError, "internal", "The service made a mistake; its log says more.")
		}()
		if request.ContentLength > maxBody {
			w.Header().Set("Connection", "close")
			problem.Write(w, request, http.StatusRequestEntityTooLarge, "body-too-large", "A body may have 64 KiB.")
			return
		}
		request.Body = http.MaxBytesReader(w, request.Body, maxBody)
		next(w, request)
	})
}

func spanName(_ string, r *http.Request) string {
	if r.Pattern == "" {
		return r.Method
	}
	return r.Pattern
}
