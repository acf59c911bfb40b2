package endtoend

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"shop.example/internal/shoptest"
)

func oneTraceCoversAnOrder(t *testing.T, s *shop) {
	token := s.customer(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	header := http.Header{
		"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token}, "Idempotency-Key": {"k"},
		"Traceparent": {"00-" + trace + "-00f067aa0ba902b7-01"},
	}
	// Product 151 is not in the warm cache, so Redis and Postgres are asked.
	placed := ask(http.MethodPost, s.gateway("/orders"), header, []byte(`{"items": [{"productId": 151, "quantity": 1}]}`))
	if placed.status != http.StatusCreated {
		t.Fatalf("order: %d %s", placed.status, placed.text)
	}
	ofTrace := func(got span) bool { return got.trace == trace }
	linked := func(got span) bool { return len(got.links) == 1 && got.links[0] == trace }
	shoptest.Until(t, "the worker's span", func() bool { return len(s.collector.find(linked)) == 1 })
	// Services send their spans in their own time: the trace is whole when each has its parent.
	shoptest.Until(t, "all four services' spans, each with its parent", func() bool {
		spans := s.collector.find(ofTrace)
		return servers(spans) == 4 && len(orphans(spans, "00f067aa0ba902b7")) == 0
	})
	spans := s.collector.find(ofTrace)
	host := func(address string) string { host, _, _ := net.SplitHostPort(address); return host }
	for _, want := range []struct{ service, kind, name, attribute, value string }{
		{"gateway", "SERVER", "POST /orders", "http.route", "/orders"},
		{"gateway", "CLIENT", "GET /check", "server.address", "127.0.0.1"},
		{"auth", "SERVER", "GET /check", "http.route", "/check"},
		{"gateway", "CLIENT", "POST /orders", "server.address", "127.0.0.1"},
		{"orders", "SERVER", "POST /orders", "http.request.method", "POST"},
		{"orders", "CLIENT", "shop.catalog.v1.Catalog/GetProducts", "rpc.system.name", "grpc"},
		{"catalog", "SERVER", "shop.catalog.v1.Catalog/GetProducts", "cache.memory", "miss"},
		{"catalog", "CLIENT", "get", "db.system.name", "redis"},
		{"orders", "CLIENT", "INSERT", "db.system.name", "postgresql"},
		{"orders", "CLIENT", "COMMIT", "server.address", host(s.postgres.Address)},
		{"orders", "PRODUCER", "send " + s.stream, "messaging.destination.name", s.stream},
	} {
		if !contains(spans, want.service, want.kind, want.name, want.attribute, want.value) {
			t.Errorf("no span of %s: %s %q with %s=%s\n%s", want.service, want.kind, want.name, want.attribute, want.value, list(spans))
		}
	}
	if worker := s.collector.find(linked)[0]; worker.service != "worker" || worker.kind != "CONSUMER" || worker.trace == trace {
		t.Errorf("the worker's span: %+v", worker)
	}
	for _, got := range spans {
		if got.failed {
			t.Errorf("%s %q failed", got.service, got.name)
		}
	}
}

func servers(spans []span) int {
	return len(slices.DeleteFunc(slices.Clone(spans), func(got span) bool { return got.kind != "SERVER" }))
}

// orphans are spans whose parent is missing; the trace's first span is the caller's.
func orphans(spans []span, caller string) []span {
	ids := map[string]bool{caller: true}
	for _, got := range spans {
		ids[got.id] = true
	}
	return slices.DeleteFunc(slices.Clone(spans), func(got span) bool { return ids[got.parent] })
}

func contains(spans []span, service, kind, name, attribute, value string) bool {
	for _, got := range spans {
		if got.service == service && got.kind == kind && got.name == name && got.attributes[attribute] == value {
			return true
		}
	}
	return false
}

func list(spans []span) string {
	var text strings.Builder
	for _, got := range spans {
		text.WriteString(got.service + " " + got.kind + " " + got.name + "\n")
	}
	return text.String()
}

func serverSpansFailForTheShopsMistakesAlone(t *testing.T, s *shop) {
	paths := map[string]int{"/products/0": 400, "/products/100000": 404, "/nothing": 404}
	for path, want := range paths {
		if got := ask(http.MethodGet, s.gateway(path), nil, nil); got.status != want {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	refused := func(got span) bool {
		return got.kind == "SERVER" && got.service == "gateway" && paths[got.attributes["url.path"]] != 0
	}
	shoptest.Until(t, "the spans", func() bool { return len(s.collector.find(refused)) == 3 })
	for _, got := range s.collector.find(refused) {
		if got.failed {
			t.Errorf("%q failed with %d", got.name, got.numbers["http.response.status_code"])
		}
	}
}
