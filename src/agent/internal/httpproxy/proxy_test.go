package httpproxy

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"sim.dev/agent/internal/route"
	"sim.dev/agent/internal/upstream"
)

// proxied puts the proxy before an address and gives its own.
func proxied(t testing.TB, address string) string {
	t.Helper()
	routes := route.NewSwitch("", 5*time.Second)
	build := upstream.New(address)
	routes.Move(&route.Target{Build: 1, Address: address, HTTP: build})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	quiet := log.New(io.Discard, "", 0)
	front := NewServer(New(routes, quiet), quiet)
	go func() { _ = front.Serve(l) }()
	t.Cleanup(func() {
		_ = front.Close()
		build.CloseIdleConnections()
	})
	return l.Addr().String()
}

// before puts the proxy before a handler.
func before(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	service := httptest.NewServer(handler)
	t.Cleanup(service.Close)
	return "http://" + proxied(t, service.Listener.Addr().String())
}

// script is a service that does to each connection as it is told.
func script(t *testing.T, serve func(net.Conn, *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn, bufio.NewReader(conn))
			}()
		}
	}()
	return proxied(t, l.Addr().String())
}

// raw sends bytes and gives all that comes back until the connection ends.
func raw(t *testing.T, address, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	must(t, err, conn.SetDeadline(time.Now().Add(20*time.Second)))
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, request)
	must(t, err)
	answer, err := io.ReadAll(conn)
	must(t, err)
	return string(answer)
}

func TestAnswersComeThroughUnchanged(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, method, answer, want string }{
		{"with a length", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"},
		{"until the end", "GET", "HTTP/1.0 200 OK\r\n\r\nok", "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"},
		{"nothing", "GET", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"},
		{"not modified", "GET", "HTTP/1.1 304 Not Modified\r\nEtag: \"1\"\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nEtag: \"1\"\r\nConnection: close\r\n\r\n"},
		{"the head alone", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n"},
		{"early hints", "GET", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nDate: now\r\n\r\n",
			"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nDate: now\r\nConnection: close\r\n\r\n"},
		{"trailers", "GET", "HTTP/1.1 200 OK\r\nTrailer: Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nSum: 7\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTrailer: Sum\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nSum: 7\r\n\r\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address := script(t, func(conn net.Conn, from *bufio.Reader) {
				if _, err := http.ReadRequest(from); err == nil {
					_, _ = io.WriteString(conn, c.answer)
				}
			})
			got := raw(t, address, c.method+" / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestBrokenAnswersAreTheProxysOwnError(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{"none": "", "half": "HTTP/1.1 200 O", "no HTTP": "SSH-2.0\r\n\r\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := script(t, func(conn net.Conn, from *bufio.Reader) {
				if _, err := http.ReadRequest(from); err == nil {
					_, _ = io.WriteString(conn, answer)
				}
			})
			got := raw(t, address, "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			if !strings.HasPrefix(got, "HTTP/1.1 502 ") || !strings.Contains(got, "sim runner: build 1 broke off") {
				t.Errorf("got %q, want 502 and who says so", got)
			}
		})
	}
}

func TestAClosedIdleConnectionCostsNoRequest(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{}, 1)
	address := script(t, func(conn net.Conn, from *bufio.Reader) {
		q, err := http.ReadRequest(from)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, q.Body)
		// It looks as if it were kept, and is closed all the same.
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		_ = conn.Close()
		closed <- struct{}{}
	})
	for range 20 {
		response, err := http.Post("http://"+address, "text/plain", strings.NewReader("order"))
		must(t, err)
		body, err := io.ReadAll(response.Body)
		must(t, err, response.Body.Close())
		if response.StatusCode != http.StatusOK || string(body) != "ok" {
			t.Fatalf("answered %s %q", response.Status, body)
		}
		<-closed
	}
}

func TestABodyWaitsForTheConsentOfTheBuild(t *testing.T) {
	t.Parallel()
	sent := make(chan string, 1)
	url := before(t, func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/refuse" {
			// Answered without reading, so the server never says `100 Continue`.
			w.WriteHeader(http.StatusExpectationFailed)
			return
		}
		body, _ := io.ReadAll(q.Body)
		sent <- string(body)
	})
	for path, want := range map[string]int{"/refuse": http.StatusExpectationFailed, "/take": http.StatusOK} {
		q, err := http.NewRequest(http.MethodPost, url+path, strings.NewReader("order"))
		must(t, err)
		q.Header.Set("Expect", "100-continue")
		transport := &http.Transport{ExpectContinueTimeout: time.Minute}
		response, err := transport.RoundTrip(q)
		must(t, err, response.Body.Close())
		transport.CloseIdleConnections()
		if response.StatusCode != want {
			t.Errorf("%s answered %s, want %d", path, response.Status, want)
		}
	}
	if got := <-sent; got != "order" {
		t.Errorf("the build got %q", got)
	}
}

func TestAnAnswerBeforeTheEndOfTheRequestComesThrough(t *testing.T) {
	t.Parallel()
	url := before(t, func(w http.ResponseWriter, q *http.Request) {
		must(t, http.NewResponseController(w).EnableFullDuplex())
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	})
	body, more := io.Pipe()
	defer func() { _ = more.Close() }()
	go func() { _, _ = io.WriteString(more, "the beginning") }()
	response, err := http.Post(url, "text/plain", body)
	must(t, err, response.Body.Close())
	if response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %s, want 413 while the request is still under way", response.Status)
	}
}

func TestPiecesOfAStreamComeAtOnce(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	url := before(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for n := range 3 {
			_, _ = fmt.Fprintf(w, "data: %d\n", n)
			_ = http.NewResponseController(w).Flush()
			<-next
		}
	})
	response, err := http.Get(url)
	must(t, err)
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewReader(response.Body)
	for n := range 3 {
		// The service waits until this line was seen.
		line, err := lines.ReadString('\n')
		must(t, err)
		if line != fmt.Sprintf("data: %d\n", n) {
			t.Errorf("got %q", line)
		}
		next <- struct{}{}
	}
}

func TestAClientThatGoesAwayEndsItsRequest(t *testing.T) {
	t.Parallel()
	begun, ended := make(chan struct{}), make(chan error, 1)
	url := before(t, func(_ http.ResponseWriter, q *http.Request) {
		close(begun)
		<-q.Context().Done()
		ended <- q.Context().Err()
	})
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-begun
		leave()
	}()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	must(t, err)
	if _, err := http.DefaultClient.Do(q); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the service saw %v", err)
	}
}

func TestConnectionsToABuildAreKept(t *testing.T) {
	t.Parallel()
	peers := map[string]bool{}
	url := before(t, func(w http.ResponseWriter, q *http.Request) {
		peers[q.RemoteAddr] = true
		_, _ = io.Copy(w, q.Body)
	})
	for range 10 {
		for _, body := range []io.Reader{nil, strings.NewReader("order")} {
			q, err := http.NewRequest(http.MethodPost, url, body)
			must(t, err)
			response, err := http.DefaultClient.Do(q)
			must(t, err)
			_, err = io.Copy(io.Discard, response.Body)
			must(t, err, response.Body.Close())
		}
	}
	// One may still be on its way back to the pool when the next request comes.
	if len(peers) > 3 {
		t.Errorf("%d connections for 20 requests one after another", len(peers))
	}
}

func TestEarlyHintsReachTheClientBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	seen := make(chan string)
	url := before(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</style.css>")
		w.WriteHeader(http.StatusEarlyHints)
		<-seen
	})
	trace := &httptrace.ClientTrace{Got1xxResponse: func(_ int, header textproto.MIMEHeader) error {
		seen <- header.Get("Link")
		return nil
	}}
	q, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), http.MethodGet, url, nil)
	must(t, err)
	response, err := http.DefaultClient.Do(q)
	must(t, err, response.Body.Close())
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}
