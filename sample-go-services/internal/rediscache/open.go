// Package rediscache opens Redis, with every command traced and counted.
package rediscache

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/extra/redisotel/v9"
	"github.com/redis/go-redis/v9"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/telemetry"
)

// Settings say where Redis is.
type Settings struct {
	Address string `mapstructure:"address" env:"REDIS_ADDRESS" reload:"no"`
	// Timeout bounds one command: a cache that is slower than what it saves is no cache.
	Timeout time.Duration `mapstructure:"timeout" reload:"no"`
}

// DefaultSettings fit the stack `redis`.
func DefaultSettings() Settings {
	return Settings{Address: "redis:6379", Timeout: 250 * time.Millisecond}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	if s.Address == "" || s.Timeout <= 0 {
		return errors.New("redis: address must be set and timeout longer than 0s")
	}
	return nil
}

// Open prepares a client; it connects when first used.
func Open(settings Settings, name string, t *telemetry.Telemetry) (*redis.Client, error) {
	client := redis.NewClient(&redis.Options{
		Addr:            settings.Address,
		ClientName:      name,
		DialTimeout:     settings.Timeout,
		ReadTimeout:     settings.Timeout,
		WriteTimeout:    settings.Timeout,
		PoolSize:        20,
		MaxRetries:      1,
		DisableIdentity: true,
	})
	err := redisotel.InstrumentTracing(client,
		redisotel.WithTracerProvider(t.Tracers),
		redisotel.WithAttributes(semconv.DBSystemNameRedis),
		redisotel.WithDBStatement(false), // keys of the shop tell little and cost much
		redisotel.WithCallerEnabled(false),
		redisotel.WithDialFilter(true),
		redisotel.WithCommandFilter(notWorthASpan),
		redisotel.WithCommandsFilter(func(commands []redis.Cmder) bool {
			return slices.ContainsFunc(commands, notWorthASpan)
		}),
	)
	if err == nil {
		client.AddHook(operationNames{})
		err = redisotel.InstrumentMetrics(client,
			redisotel.WithMeterProvider(t.Meters), redisotel.WithSemConvCompliantMetrics(true))
	}
	if err != nil {
		_ = client.Close()
		return nil, fmt.Errorf("observe Redis: %w", err)
	}
	return client, nil
}

// Probe says whether Redis answers, without a span.
func Probe(client *redis.Client) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := client.Ping(ctx).Err(); err != nil {
			return fmt.Errorf("ping Redis: %w", err)
		}
		return nil
	}
}

// notWorthASpan leaves out greetings and health, and the commands of streams: package redisqueue makes spans of messages
// instead, and a read that waits for work is no latency.
func notWorthASpan(command redis.Cmder) bool {
	switch command.Name() {
	case "ping", "hello", "client", "auth", "xadd", "xreadgroup", "xautoclaim", "xack", "xgroup":
		return true
	default:
		return false
	}
}

// operationNames adds what the conventions in force ask for and redisotel does not write yet.
type operationNames struct{}

// DialHook changes nothing.
func (operationNames) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook names the command on the span that redisotel opened around it.
func (operationNames) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, command redis.Cmder) error {
		if !notWorthASpan(command) {
			trace.SpanFromContext(ctx).SetAttributes(semconv.DBOperationName(command.FullName()))
		}
		return next(ctx, command)
	}
}

// ProcessPipelineHook names a pipeline likewise.
func (operationNames) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, commands []redis.Cmder) error {
		if !slices.ContainsFunc(commands, notWorthASpan) {
			trace.SpanFromContext(ctx).SetAttributes(semconv.DBOperationName("PIPELINE"))
		}
		return next(ctx, commands)
	}
}
