package endtoend

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shop.example/internal/shoptest"
)

func oneTraceCoversAnOrder(t *testing.T, s *shop) {
	token := s.customer(t).token
	trace, caller := hex.EncodeToString(random(16)), hex.EncodeToString(random(8))
	header := http.Header{
		"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token}, "Idempotency-Key": {"k"},
		"Traceparent": {"00-" + trace + "-" + caller + "-01"},
	}
	// These are not in the warm cache, so Redis and Postgres are asked: some customer may have looked at one of them, not at all.
	items := make([]string, 10)
	for i := range items {
		items[i] = fmt.Sprintf(`{"productId": %d, "quantity": 1}`, 151+i)
	}
	placed := ask(http.MethodPost, s.door("/orders"), header, []byte(`{"items": [`+strings.Join(items, ", ")+`]}`))
	if placed.status != http.StatusCreated {
		t.Fatalf("order: %d %s", placed.status, placed.text)
	}
	ofTrace := func(got span) bool { return got.trace == trace }
	linked := func(got span) bool { return len(got.links) == 1 && got.links[0] == trace }
	want := []wanted{
		{"gateway", "SERVER", "POST /orders", ""},
		{"gateway", "CLIENT", "GET /check", "auth"},
		{"auth", "SERVER", "GET /check", ""},
		{"gateway", "CLIENT", "POST /orders", "orders"},
		{"orders", "SERVER", "POST /orders", ""},
		{"orders", "CLIENT", "shop.catalog.v1.Catalog/GetProducts", "catalog"},
		{"catalog", "SERVER", "shop.catalog.v1.Catalog/GetProducts", ""},
		{"catalog", "CLIENT", "get", "redis"},
		{"catalog", "CLIENT", "SELECT", "postgres"},
		{"orders", "CLIENT", "INSERT", "postgres"},
		{"orders", "CLIENT", "COMMIT", "postgres"},
		{"orders", "PRODUCER", "send " + s.stream, "redis"},
	}
	t.Cleanup(func() {
		if spans := s.spans.find(ofTrace); t.Failed() {
			t.Logf("missing: %v\n%s", s.missing(want, spans), list(spans))
		}
	})
	shoptest.Until(t, "the worker's span", func() bool { return len(s.spans.find(linked)) == 1 })
	// Services send their spans in their own time: the trace is whole when all are there, and each has its parent.
	shoptest.Until(t, "all spans, each with its parent", func() bool {
		spans := s.spans.find(ofTrace)
		return len(s.missing(want, spans)) == 0 && len(orphans(spans, caller)) == 0
	})
	spans := s.spans.find(ofTrace)
	worker := s.spans.find(linked)[0]
	if worker.service != "worker" || worker.kind != "CONSUMER" || worker.trace == trace {
		t.Errorf("the worker's span: %+v", worker)
	}
	for _, got := range append(spans, worker) {
		for _, wrong := range againstConventions(got) {
			t.Errorf("%s: %s %q: %s", got.service, got.kind, got.name, wrong)
		}
		if got.failed {
			t.Errorf("%s %q failed", got.service, got.name)
		}
	}
}

func random(bytes int) []byte {
	made := make([]byte, bytes)
	_, _ = rand.Read(made) // never fails
	return made
}

// wanted is a span by what it is and, where there is one, by its peer.
type wanted struct{ service, kind, name, peer string }

// missing lists those that are not among spans.
func (s *shop) missing(want []wanted, spans []span) []wanted {
	return slices.DeleteFunc(slices.Clone(want), func(one wanted) bool {
		host, port, _ := net.SplitHostPort(s.addresses[one.peer])
		number, _ := strconv.ParseInt(port, 10, 64)
		return slices.ContainsFunc(spans, func(got span) bool {
			return got.service == one.service && got.kind == one.kind && got.name == one.name && (one.peer == "" ||
				got.attributes["server.address"] == host && got.numbers["server.port"] == number)
		})
	})
}

// orphans are spans whose parent is missing; the trace's first span is the caller's.
func orphans(spans []span, caller string) []span {
	ids := map[string]bool{caller: true}
	for _, got := range spans {
		ids[got.id] = true
	}
	return slices.DeleteFunc(slices.Clone(spans), func(got span) bool { return ids[got.parent] })
}

func list(spans []span) string {
	var text strings.Builder
	for _, got := range spans {
		text.WriteString(got.service + " " + got.kind + " " + got.name + "\n")
	}
	return text.String()
}

func serverSpansFailForTheShopsMistakesAlone(t *testing.T, s *shop) {
	trace, caller := hex.EncodeToString(random(16)), hex.EncodeToString(random(8))
	paths := map[string]int{"/products/0": 400, "/products/100000": 404, "/nothing": 404}
	for path, want := range paths {
		header := http.Header{"Traceparent": {"00-" + trace + "-" + caller + "-01"}}
		if got := ask(http.MethodGet, s.door(path), header, nil); got.status != want {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	refused := func(got span) bool { return got.trace == trace && got.kind == "SERVER" && got.service == "gateway" }
	shoptest.Until(t, "the spans", func() bool { return len(s.spans.find(refused)) == len(paths) })
	for _, got := range s.spans.find(refused) {
		if status := got.numbers["http.response.status_code"]; got.failed || int(status) != paths[got.attributes["url.path"]] {
			t.Errorf("%q has status %d, failed: %t", got.name, status, got.failed)
		}
	}
}
