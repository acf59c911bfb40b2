package upstream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/sony/gobreaker/v2"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/telemetry"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 4 << 20

// ErrOpen is returned while the breaker keeps requests away.
var ErrOpen = errors.New("circuit breaker is open")

// Client calls one service.
type Client struct {
	name     string
	base     string
	settings func() Settings
	http     *http.Client
	budget   *budget
	breaker  *gobreaker.TwoStepCircuitBreaker[struct{}]
	log      *slog.Logger
}

// Request is a request that can be sent more than once.
type Request struct {
	Method string
	// Path with its query; Route is its template (`/products/{id}`), for the span's name.
	Path, Route string
	Header      http.Header
	Body        []byte
}

// Answer is a whole answer.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// New makes a client of a service. settings is asked for every request, so that changes take effect at once.
func New(name string, settings func() Settings, t *telemetry.Telemetry) *Client {
	return &Client{
		name:     name,
		base:     strings.TrimSuffix(settings().URL, "/"),
		settings: settings,
		http: &http.Client{
			Transport: Transport(t),
			// A redirect is for the client of the shop to follow.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		budget:  newBudget(),
		breaker: newBreaker(name, t.Log),
		log:     t.Log,
	}
}

// Transport is a traced transport for calls within the environment.
func Transport(t *telemetry.Telemetry) http.RoundTripper {
	return otelhttp.NewTransport(
		&http.Transport{
			DialContext:         (&net.Dialer{Timeout: time.Second, KeepAlive: 15 * time.Second}).DialContext,
			MaxIdleConns:        256,
			MaxIdleConnsPerHost: 256,
			IdleConnTimeout:     30 * time.Second, // shorter than any server's, so that none hangs up first
		},
		otelhttp.WithTracerProvider(t.Tracers),
		otelhttp.WithMeterProvider(t.Meters),
		otelhttp.WithPropagators(t.Propagator),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			if r.Pattern != "" {
				return r.Method + " " + r.Pattern
			}
			return r.Method
		}),
	)
}

// Do sends a request until it is answered, is not worth another try, or ctx ends. An answer of any status is no error.
func (c *Client) Do(ctx context.Context, request Request) (Answer, error) {
	settings := c.settings()
	c.budget.deposit(settings.RetryBudget)
	for attempt := 1; ; attempt++ {
		answer, err := c.guarded(ctx, settings, request)
		if !worthAnotherTry(answer, err) || !safeToRepeat(request, err) || ctx.Err() != nil {
			return answer, err
		}
		if attempt >= settings.Attempts || !c.budget.withdraw() {
			return answer, err
		}
		trace.SpanFromContext(ctx).AddEvent("retry", trace.WithAttributes(
			attribute.String("upstream", c.name), attribute.Int("attempt", attempt+1)))
		select {
		case <-ctx.Done():
			return answer, err
		case <-time.After(pauseBefore(attempt)):
		}
	}
}

// guarded makes one try, unless the breaker is open.
func (c *Client) guarded(ctx context.Context, settings Settings, request Request) (Answer, error) {
	if !settings.Breaker {
		return c.try(ctx, settings.Timeout, request)
	}
	report, err := c.breaker.Allow()
	if err != nil {
		return Answer{}, fmt.Errorf("call %s: %w", c.name, ErrOpen)
	}
	answer, err := c.try(ctx, settings.Timeout, request)
	report(breakerError(ctx, answer, err))
	return answer, err
}

// breakerError is what counts against an upstream: no answer, or a gateway's complaint. A 503 of its own is an answer
// of a service that lives, and a caller who hung up says nothing about it.
func breakerError(ctx context.Context, answer Answer, err error) error {
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return err
	case answer.Status == http.StatusBadGateway || answer.Status == http.StatusGatewayTimeout:
		return fmt.Errorf("status %d", answer.Status)
	default:
		return nil
	}
}

func (c *Client) try(ctx context.Context, timeout time.Duration, request Request) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	outgoing, err := http.NewRequestWithContext(ctx, request.Method, c.base+request.Path, bodyOf(request))
	if err != nil {
		return Answer{}, fmt.Errorf("make a request for %s: %w", c.name, err)
	}
	for name, values := range request.Header {
		outgoing.Header[name] = values
	}
	outgoing.Pattern = request.Route // unused by the transport; names the span
	incoming, err := c.http.Do(outgoing)
	if err != nil {
		return Answer{}, fmt.Errorf("call %s: %w", c.name, err)
	}
	defer func() { _ = incoming.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(incoming.Body, maxAnswer+1))
	if err != nil {
		return Answer{}, fmt.Errorf("read the answer of %s: %w", c.name, err)
	}
	if len(body) > maxAnswer {
		return Answer{}, fmt.Errorf("read the answer of %s: more than %d bytes", c.name, maxAnswer)
	}
	return Answer{Status: incoming.StatusCode, Header: incoming.Header, Body: body}, nil
}
