package auth

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shop.example/internal/httpserver"
	"shop.example/internal/shoptest"
)

// counter is auth's API as others reach it.
func counter(t testing.TB, settings *Settings) *httpserver.Router {
	t.Helper()
	observed := shoptest.Observe(t)
	store := NewStore(shoptest.Database(t, observed))
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	live := func() Settings { return *settings }
	api := &API{
		store: store, accounts: NewLookup(store, live, observed.Tracer("auth")), signer: NewSigner("a key of the test"),
		settings: live, log: observed.Log,
	}
	router := httpserver.NewRouter(observed.Telemetry)
	api.Routes(router)
	return router
}

func send(router http.Handler, method, path, body string, header http.Header) (int, map[string]string) {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	for name, values := range header {
		request.Header[name] = values
	}
	answer := httptest.NewRecorder()
	router.ServeHTTP(answer, request)
	said := map[string]any{}
	_ = json.Unmarshal(answer.Body.Bytes(), &said) // what is no JSON has no fields, which the test then misses
	words := map[string]string{}
	for name, value := range said {
		words[name], _ = value.(string)
	}
	return answer.Code, words
}

func TestACustomerRegistersLogsInAndIsKnown(t *testing.T) {
	settings := DefaultSettings()
	router := counter(t, &settings)
	status, account := send(router, "POST", "/accounts", `{"name": "Ada"}`, nil)
	if status != http.StatusCreated {
		t.Fatalf("register: %d %v", status, account)
	}
	status, login := send(router, "POST", "/tokens", `{"customer": "`+account["customer"]+`", "key": "`+account["key"]+`"}`, nil)
	if status != http.StatusOK {
		t.Fatalf("login: %d %v", status, login)
	}
	status, check := send(router, "GET", "/check", "", http.Header{"Authorization": {"Bearer " + login["token"]}})
	if status != http.StatusOK || check["customer"] != account["customer"] {
		t.Errorf("check: %d %v", status, check)
	}
	if expires, err := time.Parse(time.RFC3339, login["expiresAt"]); err != nil || time.Until(expires) > settings.TokenTTL {
		t.Errorf("expires %q", login["expiresAt"])
	}
}

func TestAuthRefusesWhatIsWrong(t *testing.T) {
	settings := DefaultSettings()
	router := counter(t, &settings)
	_, account := send(router, "POST", "/accounts", `{"name": "Ada"}`, nil)
	for name, test := range map[string]struct {
		method, path, body, authorization string
		want                              int
	}{
		"a wrong key":        {"POST", "/tokens", `{"customer": "` + account["customer"] + `", "key": "guess"}`, "", 401},
		"an unknown account": {"POST", "/tokens", `{"customer": "` + "01234567-89ab-4def-8123-456789abcdef" + `", "key": "x"}`, "", 401},
		"SQL for a name":     {"POST", "/tokens", `{"customer": "' OR '1'='1", "key": "x"}`, "", 401},
		"a number for a key": {"POST", "/tokens", `{"customer": "x", "key": 7}`, "", 400},
		"no JSON":            {"POST", "/tokens", `customer=x`, "", 400},
		"two values":         {"POST", "/tokens", `{} {}`, "", 400},
		"an unknown field":   {"POST", "/accounts", `{"name": "Ada", "admin": true}`, "", 400},
		"no name":            {"POST", "/accounts", `{"name": "  "}`, "", 400},
		"a long name":        {"POST", "/accounts", `{"name": "` + strings.Repeat("x", 101) + `"}`, "", 400},
		"control characters": {"POST", "/accounts", `{"name": "a\u001b[31mb"}`, "", 400},
		"no token":           {"GET", "/check", "", "", 401},
		"a made-up token":    {"GET", "/check", "", "Bearer abc.def", 401},
		"another scheme":     {"GET", "/check", "", "Basic YTpi", 401},
	} {
		t.Run(name, func(t *testing.T) {
			status, _ := send(router, test.method, test.path, test.body, http.Header{"Authorization": {test.authorization}})
			if status != test.want {
				t.Errorf("status %d, want %d", status, test.want)
			}
		})
	}
}
