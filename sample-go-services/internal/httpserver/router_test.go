package httpserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shop.example/internal/httpserver"
	"shop.example/internal/problem"
	"shop.example/internal/shoptest"
)

func routed(t *testing.T) (*httpserver.Router, shoptest.Observed) {
	t.Helper()
	observed := shoptest.Observe(t)
	router := httpserver.NewRouter(observed.Telemetry)
	router.Handle("GET /things/{id}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.PathValue("id"))
	})
	router.Handle("POST /things", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			problem.Write(w, r, http.StatusRequestEntityTooLarge, "body-too-large", err.Error())
		}
	})
	router.Handle("GET /panic", func(http.ResponseWriter, *http.Request) { panic("oh") })
	router.Plain("GET /healthz", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	return router, observed
}

func ask(router http.Handler, method, path string, body io.Reader) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	router.ServeHTTP(answer, httptest.NewRequest(method, path, body))
	return answer
}

func TestEveryRefusalIsAProblemDocument(t *testing.T) {
	router, _ := routed(t)
	for _, test := range []struct {
		method, path string
		body         io.Reader
		want         int
	}{
		{"GET", "/nothing", nil, http.StatusNotFound},
		{"DELETE", "/things/1", nil, http.StatusMethodNotAllowed},
		{"GET", "/panic", nil, http.StatusInternalServerError},
		{"POST", "/things", strings.NewReader(strings.Repeat("x", 65<<10)), http.StatusRequestEntityTooLarge},
		{"POST", "/things", io.MultiReader(strings.NewReader(strings.Repeat("x", 65<<10))), http.StatusRequestEntityTooLarge},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			answer := ask(router, test.method, test.path, test.body)
			var document problem.Problem
			if err := json.Unmarshal(answer.Body.Bytes(), &document); err != nil {
				t.Fatalf("%q is no problem: %v", answer.Body, err)
			}
			if answer.Code != test.want || document.Status != test.want || document.Title == "" {
				t.Errorf("status %d, document %+v, want %d", answer.Code, document, test.want)
			}
			if kind := answer.Header().Get("Content-Type"); kind != problem.ContentType {
				t.Errorf("content type %q", kind)
			}
		})
	}
}

func TestARefusedMethodNamesThoseThatAreTaken(t *testing.T) {
	router, _ := routed(t)
	if allow := ask(router, "PUT", "/things", nil).Header().Get("Allow"); allow != "POST" {
		t.Errorf("Allow: %q", allow)
	}
}

func TestASpanHasTheNameOfItsRoute(t *testing.T) {
	router, observed := routed(t)
	ask(router, "GET", "/things/7", nil)
	spans := observed.Spans.Ended()
	if len(spans) != 1 || spans[0].Name() != "GET /things/{id}" {
		t.Fatalf("spans: %v", spans)
	}
	for _, attribute := range spans[0].Attributes() {
		if attribute.Key == "http.route" && attribute.Value.AsString() == "/things/{id}" {
			return
		}
	}
	t.Errorf("no http.route in %v", spans[0].Attributes())
}

func TestRoutesForOperatorsMakeNoSpans(t *testing.T) {
	router, observed := routed(t)
	ask(router, "GET", "/healthz", nil)
	if spans := observed.Spans.Ended(); len(spans) != 0 {
		t.Errorf("%d spans", len(spans))
	}
}

func TestARequestKeepsItsIDAndGetsOneWhereItHasNone(t *testing.T) {
	router, _ := routed(t)
	if id := ask(router, "GET", "/things/1", nil).Header().Get("X-Request-Id"); len(id) < 20 {
		t.Errorf("given id %q", id)
	}
	for sent, kept := range map[string]bool{"mine-7": true, "two\nlines": false, strings.Repeat("x", 200): false} {
		request := httptest.NewRequest("GET", "/nothing", nil)
		request.Header["X-Request-Id"] = []string{sent}
		answer := httptest.NewRecorder()
		router.ServeHTTP(answer, request)
		var document problem.Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &document); err != nil {
			t.Fatal(err)
		}
		if (document.RequestID == sent) != kept {
			t.Errorf("sent %q, the problem has %q", sent, document.RequestID)
		}
	}
}
