package redisstore

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// notWorthASpan leaves out greetings and health, and the commands of streams: their spans are those of messages, and a
// read that waits for work is no latency.
func notWorthASpan(command redis.Cmder) bool {
	switch command.Name() {
	case "ping", "hello", "client", "auth", "xadd", "xreadgroup", "xautoclaim", "xack", "xgroup":
		return true
	default:
		return false
	}
}

func noneWorthASpan(commands []redis.Cmder) bool { return slices.ContainsFunc(commands, notWorthASpan) }

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
		if !noneWorthASpan(commands) {
			trace.SpanFromContext(ctx).SetAttributes(semconv.DBOperationName("PIPELINE"))
		}
		return next(ctx, commands)
	}
}
