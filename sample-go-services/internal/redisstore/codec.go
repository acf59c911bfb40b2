package redisstore

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"shop.example/internal/queue"
)

// Fields of a stream's entry. Those of the trace keep their names, with a prefix.
const (
	fieldID       = "id"
	fieldKind     = "kind"
	fieldBody     = "body"
	fieldPlacedAt = "placed_at"
	tracePrefix   = "trace."
)

func encode(message queue.Message) map[string]any {
	fields := map[string]any{
		fieldID:       message.ID.String(),
		fieldKind:     message.Kind,
		fieldBody:     string(message.Body),
		fieldPlacedAt: message.PlacedAt.UTC().Format(time.RFC3339Nano),
	}
	for name, value := range message.Trace {
		fields[tracePrefix+name] = value
	}
	return fields
}

func decode(entry redis.XMessage) (queue.Message, error) {
	message := queue.Message{Trace: map[string]string{}}
	text := make(map[string]string, len(entry.Values))
	for name, value := range entry.Values {
		text[name], _ = value.(string) // Redis has only strings
		if trace, found := strings.CutPrefix(name, tracePrefix); found {
			message.Trace[trace] = text[name]
		}
	}
	var badID, badTime error
	message.ID, badID = uuid.Parse(text[fieldID])
	message.PlacedAt, badTime = time.Parse(time.RFC3339Nano, text[fieldPlacedAt])
	message.Kind, message.Body = text[fieldKind], []byte(text[fieldBody])
	if err := errors.Join(badID, badTime); err != nil {
		return message, fmt.Errorf("understand entry %s: %w", entry.ID, err)
	}
	return message, nil
}
