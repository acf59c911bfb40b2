package telemetry

import (
	"net/http"
	"regexp"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
)

// startMetrics collects OpenTelemetry's instruments and Go's own, among them the time that goroutines waited for mutexes.
func (t *Telemetry) startMetrics(about *resource.Resource) error {
	t.Metrics = prometheus.NewRegistry()
	t.Metrics.MustRegister(
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(collectors.GoRuntimeMetricsRule{
			Matcher: regexp.MustCompile(`^/(sync/mutex/wait/total|sched/latencies|sched/gomaxprocs):.*`),
		})),
	)
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(t.Metrics), otelprometheus.WithoutScopeInfo())
	if err != nil {
		return err
	}
	provider := sdkmetric.NewMeterProvider(
		sdkmetric.WithResource(about),
		sdkmetric.WithReader(exporter),
		sdkmetric.WithView(fineDurations),
	)
	t.Meters = provider
	t.closers = append(t.closers, provider.Shutdown)
	return nil
}

// fineDurations gives every duration buckets that start at half a millisecond: a local shop answers in less than the
// five milliseconds at which the conventions start.
func fineDurations(instrument sdkmetric.Instrument) (sdkmetric.Stream, bool) {
	if instrument.Kind != sdkmetric.InstrumentKindHistogram || instrument.Unit != "s" {
		return sdkmetric.Stream{}, false
	}
	return sdkmetric.Stream{
		Name:        instrument.Name,
		Description: instrument.Description,
		Unit:        instrument.Unit,
		Aggregation: sdkmetric.AggregationExplicitBucketHistogram{Boundaries: []float64{
			0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
		}},
	}, true
}

// MetricsHandler serves /metrics. Exemplars (a trace id on a bucket) appear in the OpenMetrics format.
func (t *Telemetry) MetricsHandler() http.Handler {
	return promhttp.HandlerFor(t.Metrics, promhttp.HandlerOpts{EnableOpenMetrics: true, Registry: t.Metrics})
}
