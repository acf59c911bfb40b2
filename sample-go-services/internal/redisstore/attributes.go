package redisstore

import (
	"net"
	"strconv"

	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"shop.example/internal/queue"
)

// messagingAttributes describe one operation by the conventions for messaging. They know no Redis Streams, so its system is
// the name of the server.
func messagingAttributes(
	client *redis.Client, stream, name, kind string, message queue.Message,
) []attribute.KeyValue {
	attributes := []attribute.KeyValue{
		semconv.MessagingSystemKey.String("redis"),
		semconv.MessagingDestinationName(stream),
		semconv.MessagingOperationName(name),
		semconv.MessagingOperationTypeKey.String(kind),
		semconv.MessagingMessageID(message.ID.String()),
		semconv.MessagingMessageBodySize(len(message.Body)),
	}
	host, port, err := net.SplitHostPort(client.Options().Addr)
	if err != nil {
		return attributes
	}
	attributes = append(attributes, semconv.ServerAddress(host))
	if number, err := strconv.Atoi(port); err == nil {
		attributes = append(attributes, semconv.ServerPort(number))
	}
	return attributes
}
