package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"shop.example/internal/queue"
	"shop.example/internal/redisstore"
	"shop.example/internal/shoptest"
)

// seen counts how often each message was worked on.
type seen struct {
	mu    sync.Mutex
	times map[uuid.UUID]int
}

func (s *seen) add(id uuid.UUID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.times == nil {
		s.times = map[uuid.UUID]int{}
	}
	s.times[id]++
	return s.times[id]
}

func (s *seen) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.times)
}

type stream struct {
	name     string
	store    redisstore.Client
	direct   *redis.Client // the test's own eyes
	observed shoptest.Observed
}

func newStream(t *testing.T) stream {
	t.Helper()
	observed := shoptest.Observe(t)
	return stream{
		name:     shoptest.Unique(t),
		store:    shoptest.OpenRedis(t, observed, shoptest.RedisAddress(t)),
		direct:   shoptest.Redis(t),
		observed: observed,
	}
}

func (s stream) publish(t *testing.T, count int) []queue.Message {
	t.Helper()
	messages := make([]queue.Message, count)
	for i := range messages {
		messages[i] = queue.Message{ID: uuid.New(), Kind: "test", Body: []byte(fmt.Sprint(i)), PlacedAt: time.Now()}
	}
	if err := s.store.Publisher(s.name).Publish(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	return messages
}

// consume works on the stream until the test, or the function returned, ends it.
func (s stream) consume(t *testing.T, name string, handle queue.Handler) (stop func()) {
	t.Helper()
	consumer, err := s.store.Consumer(redisstore.GroupSettings{
		Stream: s.name, Group: "group", Consumer: name, Concurrency: 4, Attempts: 3, Abandoned: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- consumer.Consume(ctx, handle) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func (s stream) pending(t *testing.T) int64 {
	t.Helper()
	pending, err := s.direct.XPending(t.Context(), s.name, "group").Result()
	if err != nil {
		t.Fatal(err)
	}
	return pending.Count
}

func TestMessagesSentBeforeTheFirstConsumerCameAreNotLost(t *testing.T) {
	s := newStream(t)
	sent := s.publish(t, 300)
	var got seen
	s.consume(t, "a", func(_ context.Context, message queue.Message) error { got.add(message.ID); return nil })
	shoptest.Until(t, "all messages", func() bool { return got.count() == len(sent) })
	shoptest.Until(t, "all acknowledgements", func() bool { return s.pending(t) == 0 })
	for id, times := range got.times {
		if times != 1 {
			t.Errorf("%s came %d times", id, times)
		}
	}
}

func TestAMessageThatGoesWrongIsTriedAgainAndThenBuried(t *testing.T) {
	s := newStream(t)
	bad := s.publish(t, 1)[0]
	good := s.publish(t, 1)[0]
	var got seen
	s.consume(t, "a", func(_ context.Context, message queue.Message) error {
		got.add(message.ID)
		if message.ID == bad.ID {
			panic("as it would be in a mistake")
		}
		return nil
	})
	var dead []redis.XMessage
	shoptest.Until(t, "the dead letter", func() bool {
		dead, _ = s.direct.XRange(t.Context(), redisstore.DeadLetters(s.name), "-", "+").Result()
		return len(dead) == 1
	})
	if dead[0].Values["was.id"] != bad.ID.String() || dead[0].Values["error"] == "" {
		t.Errorf("dead letter: %v", dead[0].Values)
	}
	shoptest.Until(t, "nothing pending", func() bool { return s.pending(t) == 0 })
	if got.times[bad.ID] != 3 || got.times[good.ID] != 1 {
		t.Errorf("tried %d times and %d times", got.times[bad.ID], got.times[good.ID])
	}
}

func TestAMessageThatHasToWaitIsNeverBuried(t *testing.T) {
	s := newStream(t)
	s.publish(t, 1)
	var got seen
	s.consume(t, "a", func(_ context.Context, message queue.Message) error {
		if got.add(message.ID) <= 4 { // one more than there are attempts
			return errors.Join(queue.ErrLater, errors.New("the receiver is away"))
		}
		return nil
	})
	shoptest.Until(t, "the message to be done", func() bool { return got.count() == 1 && s.pending(t) == 0 })
	if dead := s.direct.XLen(t.Context(), redisstore.DeadLetters(s.name)).Val(); dead != 0 {
		t.Errorf("%d dead letters", dead)
	}
}

func TestWhatAConsumerLeftUnfinishedIsDoneByItsNextLifeOrByAnother(t *testing.T) {
	for name, successor := range map[string]string{"next life": "a", "another": "b"} {
		t.Run(name, func(t *testing.T) {
			s := newStream(t)
			s.publish(t, 20)
			var begun seen
			stop := s.consume(t, "a", func(ctx context.Context, message queue.Message) error {
				begun.add(message.ID)
				<-ctx.Done() // never finishes
				return ctx.Err()
			})
			shoptest.Until(t, "work to begin", func() bool { return begun.count() == 4 })
			stop()
			var got seen
			s.consume(t, successor, func(_ context.Context, message queue.Message) error { got.add(message.ID); return nil })
			shoptest.Until(t, "the rest to be done", func() bool { return got.count() == 20 && s.pending(t) == 0 })
		})
	}
}

func TestAConsumerOutlivesRedis(t *testing.T) {
	s := newStream(t)
	line := shoptest.NewLine(t, shoptest.RedisAddress(t))
	far := stream{name: s.name, store: shoptest.OpenRedis(t, s.observed, line.Address), observed: s.observed}
	var got seen
	far.consume(t, "a", func(_ context.Context, message queue.Message) error { got.add(message.ID); return nil })
	s.publish(t, 10)
	shoptest.Until(t, "the first messages", func() bool { return got.count() == 10 })
	line.Cut()
	s.publish(t, 10)
	line.Mend(t)
	shoptest.Until(t, "the messages of the outage", func() bool { return got.count() == 20 })
}

func TestAnEntryThatIsNoMessageIsBuried(t *testing.T) {
	s := newStream(t)
	if err := s.direct.XAdd(t.Context(), &redis.XAddArgs{Stream: s.name, Values: map[string]any{"id": "nonsense"}}).Err(); err != nil {
		t.Fatal(err)
	}
	s.consume(t, "a", func(context.Context, queue.Message) error { return nil })
	shoptest.Until(t, "the dead letter", func() bool {
		return s.direct.XLen(t.Context(), redisstore.DeadLetters(s.name)).Val() == 1
	})
}

func TestAConsumersTraceIsItsOwnAndLinksToTheProducers(t *testing.T) {
	s := newStream(t)
	ctx, order := s.observed.Tracer("test").Start(t.Context(), "order")
	headers := map[string]string{}
	s.observed.Propagator.Inject(ctx, propagation.MapCarrier(headers))
	message := queue.Message{ID: uuid.New(), Kind: "test", Trace: headers, PlacedAt: time.Now()}
	order.End()
	if err := s.store.Publisher(s.name).Publish(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	var got seen
	s.consume(t, "a", func(_ context.Context, message queue.Message) error { got.add(message.ID); return nil })
	shoptest.Until(t, "the message", func() bool { return got.count() == 1 && s.pending(t) == 0 })
	spans := map[trace.SpanKind]int{}
	for _, span := range s.observed.Spans.Ended() {
		spans[span.SpanKind()]++
		switch span.SpanKind() {
		case trace.SpanKindProducer:
			if span.Parent().SpanID() != order.SpanContext().SpanID() {
				t.Error("the producer's span is not within the order's")
			}
		case trace.SpanKindConsumer:
			if span.SpanContext().TraceID() == order.SpanContext().TraceID() || len(span.Links()) != 1 ||
				span.Links()[0].SpanContext.TraceID() != order.SpanContext().TraceID() {
				t.Errorf("the consumer's span: trace %s, links %v", span.SpanContext().TraceID(), span.Links())
			}
		case trace.SpanKindClient:
			t.Errorf("a command of the stream has a span of its own: %s", span.Name())
		}
	}
	if spans[trace.SpanKindProducer] != 1 || spans[trace.SpanKindConsumer] != 1 {
		t.Errorf("spans by kind: %v", spans)
	}
}
