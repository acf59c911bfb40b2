package endtoend

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"
)

// answer is what a user sees; status 0 where nobody answered.
type answer struct {
	status int
	header http.Header
	json   map[string]any
	text   string
}

// client keeps as many connections as a crowd needs.
var client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100}}

func ask(method, url string, header http.Header, body []byte) answer {
	return askWith(client, method, url, header, body)
}

func askWith(client *http.Client, method, url string, header http.Header, body []byte) answer {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return answer{text: err.Error()}
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{text: err.Error()}
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{text: err.Error()}
	}
	said := answer{status: response.StatusCode, header: response.Header, text: string(text)}
	_ = json.Unmarshal(text, &said.json) // what is no JSON has no fields
	return said
}

// door is the address of a path of the shop, for customers.
func (s *shop) door(path string) string { return s.entrance + path }

func (s *shop) post(path, token, key, body string) answer {
	header := http.Header{"Content-Type": {"application/json"}}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		header.Set("Idempotency-Key", key)
	}
	return ask(http.MethodPost, s.door(path), header, []byte(body))
}

// customer is somebody who logged in.
type customer struct{ id, token string }

// register opens an account and returns what it takes to log in.
func (s *shop) register(t testing.TB) (credentials string) {
	t.Helper()
	account := s.post("/accounts", "", "", `{"name": "Ada"}`)
	if account.status != http.StatusCreated {
		t.Fatalf("register: %d %s", account.status, account.text)
	}
	return account.text
}

// customer registers somebody and logs in.
func (s *shop) customer(t testing.TB) customer {
	t.Helper()
	credentials := s.register(t)
	var account struct{ Customer string }
	if err := json.Unmarshal([]byte(credentials), &account); err != nil {
		t.Fatal(err)
	}
	login := s.post("/tokens", "", "", credentials)
	token, _ := login.json["token"].(string)
	if login.status != http.StatusOK || token == "" {
		t.Fatalf("log in: %d %s", login.status, login.text)
	}
	return customer{id: account.Customer, token: token}
}

func (s *shop) order(token string) answer {
	return s.post("/orders", token, rand.Text(), `{"items": [{"productId": 7, "quantity": 1}, {"productId": 8, "quantity": 2}]}`)
}
