package frame

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// payloads reads whole frames back.
func payloads(t *testing.T, encoded []byte) []string {
	t.Helper()
	var all []string
	for len(encoded) > 0 {
		if len(encoded) < HeaderBytes || Type(encoded[0]) != Traces {
			t.Fatalf("no frame begins at %q", encoded)
		}
		end := HeaderBytes + int(binary.BigEndian.Uint32(encoded[1:]))
		all = append(all, string(encoded[HeaderBytes:end]))
		encoded = encoded[end:]
	}
	return all
}

func TestFramesComeOutWholeAndInOrder(t *testing.T) {
	b := NewBuffer(100)
	for _, text := range []string{"one", "two", "three"} {
		b.Add(Traces, []byte(text), 2)
	}
	// Room for two of them.
	taken, spans := b.Take(make([]byte, 0, 17))
	if got := payloads(t, taken); fmt.Sprint(got) != "[one two]" || spans != 4 {
		t.Errorf("took %v with %d spans, want one and two with 4", got, spans)
	}
	taken, spans = b.Take(make([]byte, 0, 1))
	if got := payloads(t, taken); fmt.Sprint(got) != "[three]" || spans != 2 {
		t.Errorf("took %v with %d spans, want three although it is larger than asked for", got, spans)
	}
	if taken, _ = b.Take(nil); len(taken) != 0 {
		t.Errorf("took %q from an empty buffer", taken)
	}
}

func TestTheOldestFramesMakeRoomAndTheirSpansAreCounted(t *testing.T) {
	b := NewBuffer(3 * (HeaderBytes + 4))
	for n := range 5 {
		b.Add(Traces, fmt.Appendf(nil, "no %d", n), 10)
	}
	taken, _ := b.Take(make([]byte, 0, 100))
	if got := payloads(t, taken); fmt.Sprint(got) != "[no 2 no 3 no 4]" {
		t.Errorf("kept %v, want the newest three", got)
	}
	b.Add(Traces, []byte(strings.Repeat("x", 100)), 7)
	b.Lost(1)
	if got := b.Dropped(); got != 20+7+1 {
		t.Errorf("dropped %d spans, want 20 that were old, 7 too large and 1 lost", got)
	}
}

func TestWhateverGoesInTheNewestComeOutUnchanged(t *testing.T) {
	const capacity = 1000
	random := rand.New(rand.NewPCG(1, 2))
	b := NewBuffer(capacity)
	var added [][]byte
	spansIn, spansOut := 0, 0
	var got []string
	for n := range 2000 {
		payload := bytes.Repeat([]byte{byte(n)}, random.IntN(300))
		added = append(added, payload)
		b.Add(Traces, payload, 1)
		spansIn++
		if random.IntN(3) == 0 {
			taken, spans := b.Take(make([]byte, 0, random.IntN(500)))
			got = append(got, payloads(t, taken)...)
			spansOut += spans
		}
	}
	for {
		taken, spans := b.Take(make([]byte, 0, 64))
		if len(taken) == 0 {
			break
		}
		got = append(got, payloads(t, taken)...)
		spansOut += spans
	}
	if spansOut+int(b.Dropped()) != spansIn {
		t.Errorf("%d spans came out and %d were dropped, but %d went in", spansOut, b.Dropped(), spansIn)
	}
	at := 0
	for _, payload := range got {
		for at < len(added) && string(added[at]) != payload {
			at++
		}
		if at == len(added) {
			t.Fatal("a payload came out changed or out of order")
		}
		at++
	}
}
