package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/extra/redisotel/v9"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"shop.example/internal/queue"
	"shop.example/internal/telemetry"
)

// Client is an open Redis.
type Client interface {
	// Get reads a value; found is false where there is none.
	Get(ctx context.Context, key string) (value []byte, found bool, err error)
	// Set keeps a value for a while.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
	// Publisher adds messages to a stream.
	Publisher(stream string) queue.Publisher
	// Consumer reads a stream as a member of a consumer group; members of the same group share its messages.
	Consumer(settings GroupSettings) (queue.Consumer, error)
	// Probe says whether Redis answers, without a span.
	Probe(ctx context.Context) error
	// Close gives the connections back.
	Close() error
}

type client struct {
	redis     *redis.Client
	telemetry *telemetry.Telemetry
}

// Open prepares a client, with every command traced and counted; it connects when first used.
func Open(settings Settings, name string, t *telemetry.Telemetry) (Client, error) {
	logging.Disable() // what go-redis would write to standard error is returned as errors and seen in traces
	connection := redis.NewClient(&redis.Options{
		Addr:            settings.Address,
		Password:        settings.Password,
		ClientName:      name,
		DialTimeout:     settings.Timeout,
		ReadTimeout:     settings.Timeout,
		WriteTimeout:    settings.Timeout,
		PoolSize:        20,
		MaxRetries:      1,
		DisableIdentity: true,
	})
	err := redisotel.InstrumentTracing(connection,
		redisotel.WithTracerProvider(inForce{t.Tracers}),
		redisotel.WithAttributes(semconv.DBSystemNameRedis, semconv.DBNamespace("0")),
		redisotel.WithDBStatement(false), // keys of the shop tell little and cost much
		redisotel.WithCallerEnabled(false),
		redisotel.WithDialFilter(true),
		redisotel.WithCommandFilter(notWorthASpan),
		redisotel.WithCommandsFilter(noneWorthASpan),
	)
	if err == nil {
		err = redisotel.InstrumentMetrics(connection,
			redisotel.WithMeterProvider(t.Meters), redisotel.WithSemConvCompliantMetrics(true))
	}
	if err != nil {
		_ = connection.Close()
		return nil, fmt.Errorf("observe Redis: %w", err)
	}
	return &client{redis: connection, telemetry: t}, nil
}

func (c *client) Get(ctx context.Context, key string) ([]byte, bool, error) {
	value, err := c.redis.Get(ctx, key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s from Redis: %w", key, err)
	}
	return value, true, nil
}

func (c *client) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := c.redis.Set(ctx, key, value, ttl).Err(); err != nil {
		return fmt.Errorf("write %s to Redis: %w", key, err)
	}
	return nil
}

func (c *client) Publisher(stream string) queue.Publisher {
	return &publisher{
		client: c.redis, stream: stream,
		tracer: c.telemetry.Tracer("redisstore"), propagator: c.telemetry.Propagator,
	}
}

func (c *client) Consumer(settings GroupSettings) (queue.Consumer, error) {
	watch, err := newObserver(c.redis, settings.Stream, c.telemetry)
	if err != nil {
		return nil, err
	}
	return &consumer{client: c.redis, settings: settings, log: c.telemetry.Log, watch: watch}, nil
}

func (c *client) Probe(ctx context.Context) error {
	if err := c.redis.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping Redis: %w", err)
	}
	return nil
}

func (c *client) Close() error { return c.redis.Close() }
