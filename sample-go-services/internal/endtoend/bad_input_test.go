package endtoend

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"shop.example/internal/problem"
)

func badInputIsRefused(t *testing.T, s *shop) {
	token := s.customer(t).token
	const good = `{"items": [{"productId": 1, "quantity": 1}]}`
	for name, test := range map[string]struct {
		path, token, key, body string
		want                   int
	}{
		"no token":             {"/orders", "", "k", good, 401},
		"a made-up token":      {"/orders", "abc.def", "k", good, 401},
		"no key":               {"/orders", token, "", good, 400},
		"no body":              {"/orders", token, "k", "", 400},
		"half a body":          {"/orders", token, "k", good[:20], 400},
		"two bodies":           {"/orders", token, "k", good + good, 400},
		"an array":             {"/orders", token, "k", "[]", 400},
		"words for numbers":    {"/orders", token, "k", `{"items": [{"productId": "1", "quantity": 1}]}`, 400},
		"half a product":       {"/orders", token, "k", `{"items": [{"productId": 1.5, "quantity": 1}]}`, 400},
		"more than a number":   {"/orders", token, "k", `{"items": [{"productId": 1e99, "quantity": 1}]}`, 400},
		"less than none":       {"/orders", token, "k", `{"items": [{"productId": 1, "quantity": -1}]}`, 400},
		"an unknown product":   {"/orders", token, "k", `{"items": [{"productId": 4711, "quantity": 1}]}`, 422},
		"a price of one's own": {"/orders", token, "k", `{"items": [{"productId": 1, "quantity": 1, "priceCents": 1}]}`, 400},
		"an oversize body":     {"/orders", token, "k", `{"items": "` + strings.Repeat("x", 100_000) + `"}`, 413},
		"SQL in a name":        {"/accounts", "", "", `{"name": "'; DROP TABLE auth.accounts; --"}`, 201},
		"a null byte":          {"/accounts", "", "", `{"name": "a\u0000b"}`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.post(test.path, test.token, test.key, test.body)
			if got.status != test.want {
				t.Errorf("status %d, want %d: %s", got.status, test.want, got.text)
			}
			if kind := got.header.Get("Content-Type"); test.want >= 400 && kind != problem.ContentType {
				t.Errorf("content type %q", kind)
			}
		})
	}
	if got := s.order(token); got.status != http.StatusCreated {
		t.Errorf("afterwards an order fails: %d %s", got.status, got.text)
	}
}

func nonsenseIsNoneOfTheShopsMistakes(t *testing.T, s *shop) {
	token := s.customer(t).token
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	var group sync.WaitGroup
	for part := range uint64(4) {
		group.Go(func() {
			random := rand.New(rand.NewPCG(seed, part))
			for range 2_500 {
				if !s.bears(t, nonsense(random, token)) {
					return
				}
			}
		})
	}
	group.Wait()
	for _, name := range programs() {
		if got := s.readiness(name); got != "ready" {
			t.Errorf("%s is %q afterwards", name, got)
		}
	}
}

// bears tells whether a request is answered, and refused with a problem where it is refused.
func (s *shop) bears(t *testing.T, request wildRequest) bool {
	got := ask(request.method, s.door(request.path), request.header, request.body)
	kind := got.header.Get("Content-Type")
	if got.status != 0 && got.status < 500 && (got.status < 400 || request.method == http.MethodHead || kind == problem.ContentType) {
		return true
	}
	t.Errorf("%s %q, headers %q, body %.200q: %d of type %q, %s",
		request.method, request.path, request.header, request.body, got.status, kind, got.text)
	return false
}
