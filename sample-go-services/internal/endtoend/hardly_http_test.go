package endtoend

import (
	"bufio"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shop.example/internal/problem"
)

// hardlyHTTPIsRefused sends what no client library would.
func hardlyHTTPIsRefused(t *testing.T, s *shop) {
	for name, sent := range map[string]string{
		"no HTTP":                    "hello\r\n\r\n",
		"HTTP of the future":         "GET / HTTP/9.1\r\nHost: shop\r\n\r\n",
		"no host":                    "GET /products HTTP/1.1\r\n\r\n",
		"two hosts":                  "GET /products HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"a path without end":         "GET /" + strings.Repeat("x", 9_000) + " HTTP/1.1\r\nHost: shop\r\n\r\n",
		"a header without end":       "GET /products HTTP/1.1\r\nHost: shop\r\nX: " + strings.Repeat("x", 9_000) + "\r\n\r\n",
		"headers without end":        "GET /products HTTP/1.1\r\nHost: shop\r\n" + strings.Repeat("X: "+strings.Repeat("x", 1_000)+"\r\n", 40) + "\r\n",
		"a null in the path":         "GET /products/\x00 HTTP/1.1\r\nHost: shop\r\n\r\n",
		"a control character":        "GET /products/\x7f HTTP/1.1\r\nHost: shop\r\n\r\n",
		"one in a header":            "GET /products HTTP/1.1\r\nHost: shop\r\nAccept: a\x01b\r\n\r\n",
		"a host's name that is none": "GET /products HTTP/1.1\r\nHost: sh\xf6p\r\n\r\n",
		"half an escape":             "GET /products/%z HTTP/1.1\r\nHost: shop\r\n\r\n",
		"a path out of the root":     "GET /../../etc/passwd HTTP/1.1\r\nHost: shop\r\n\r\n",
		"a method of no kind":        "G@T /products HTTP/1.1\r\nHost: shop\r\n\r\n",
		"TRACE":                      "TRACE /products HTTP/1.1\r\nHost: shop\r\n\r\n",
		"CONNECT":                    "CONNECT shop:80 HTTP/1.1\r\nHost: shop\r\n\r\n",
		"an unknown coding":          "POST /accounts HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: rot13\r\n\r\n",
		"a chunk of no size":         "POST /accounts HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
		"two lengths":                "POST /accounts HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		"a length and chunks":        "POST /accounts HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"a body larger than can be":  "POST /accounts HTTP/1.1\r\nHost: shop\r\nContent-Length: 3000000\r\n\r\n",
		"HTTP/2 of a sudden":         "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"TLS":                        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			answered, err := s.sendRaw(sent, 10*time.Second)
			if err != nil {
				t.Fatalf("no answer: %v", err)
			}
			if !refusal(answered) {
				t.Errorf("status %d, type %q", answered.StatusCode, answered.Header.Get("Content-Type"))
			}
		})
	}
	t.Run("mangled requests", func(t *testing.T) { mangledRequestsAreRefused(t, s) })
}

// mangledRequestsAreRefused changes a few bytes of good requests. One that is not whole any more may stay without an answer.
// Other control characters than these are left out: in a header of any name, Go's server refuses them in words of its own.
func mangledRequestsAreRefused(t *testing.T, s *shop) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	const good = "POST /accounts?a=%20b HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nX-Request-Id: a\r\nContent-Length: 15\r\n\r\n{\"name\": \"Ada\"}"
	var group sync.WaitGroup
	for part := range uint64(4) {
		group.Go(func() {
			random := rand.New(rand.NewPCG(seed, part))
			for range 500 {
				mangled := []byte(good)
				for range 1 + random.IntN(4) {
					mangled[random.IntN(len(mangled))] = mangling(random)
				}
				answered, err := s.sendRaw(string(mangled), 300*time.Millisecond)
				if err == nil && answered.StatusCode >= 400 && !refusal(answered) {
					t.Errorf("%q: status %d, type %q", mangled, answered.StatusCode, answered.Header.Get("Content-Type"))
				}
			}
		})
	}
	group.Wait()
}

func mangling(random *rand.Rand) byte {
	switch random.IntN(3) {
	case 0:
		return "\x00\t\r\n"[random.IntN(4)]
	case 1:
		return byte(' ' + random.IntN('~'-' '))
	default:
		return byte(128 + random.IntN(128))
	}
}

func refusal(answered *http.Response) bool {
	codes := []int{400, 401, 404, 405, 413, 414, 415, 422, 431}
	return slices.Contains(codes, answered.StatusCode) && answered.Header.Get("Content-Type") == problem.ContentType
}

// sendRaw sends bytes as they are, and nothing after them; an answer must come within patience.
func (s *shop) sendRaw(sent string, patience time.Duration) (*http.Response, error) {
	entrance, err := url.Parse(s.entrance)
	if err != nil {
		return nil, err
	}
	conn, err := net.Dial("tcp", entrance.Host)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := conn.Write([]byte(sent)); err != nil {
		return nil, err
	}
	return http.ReadResponse(bufio.NewReader(conn), nil)
}
