package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestWithoutABuildCallersAreToldSo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.run()
	r.untilListening()
	if status, text := r.get("/"); status != http.StatusServiceUnavailable || !strings.Contains(text, "no build yet") {
		t.Fatalf("GET / = %d %q, want 503 and the reason", status, text)
	}
	if err := r.health(); err == nil || !strings.Contains(err.Error(), "no build is live") {
		t.Fatalf("health = %v, want that no build is live", err)
	}
	r.publish(1, behaviour{Version: "one"})
	r.await("live", 1)
	r.answers("one")
	must(t, r.health())
}

func TestSwapsUnderLoadFailNoRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "build 1", Ready: 200})
	r.run()
	r.await("live", 1)
	load := startLoad(r, 500)
	const builds = 12
	for n := 2; n <= builds; n++ {
		// Every other one is slow to be ready.
		b := behaviour{Version: fmt.Sprint("build ", n), Ready: 200}
		if n%2 == 0 {
			b.ReadyAfter = 50 * time.Millisecond
		}
		r.publish(n, b)
		r.await("live", n)
		r.answers(b.Version)
	}
	r.await("drained", builds-1)
	sent, failures := load.stop()
	if len(failures) > 0 {
		t.Fatalf("%d of %d requests failed, the first: %v", len(failures), sent, failures[0])
	}
	t.Logf("%d requests during %d swaps; the runner holds %.1f MiB", sent, builds-1, residentMiB(t, r.command.Process.Pid))
}

// A service that closes a connection at the moment when a request comes can't be told from one that did half of it: only what may be
// sent again is. So it is asked with GET.
func TestAServiceThatClosesIdleConnectionsEarlyFailsNoRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "one", IdleTimeout: 5 * time.Millisecond})
	r.run()
	r.await("live", 1)
	for n := range 100 {
		time.Sleep(time.Duration(n%10) * time.Millisecond)
		r.answers("one")
	}
}

type load struct {
	end      chan struct{}
	done     sync.WaitGroup
	sent     atomic.Int64
	mu       sync.Mutex
	failures []error
}

// startLoad sends GET and POST in turn at a steady rate, on connections that are kept alive.
func startLoad(r *rig, perSecond int) *load {
	l := &load{end: make(chan struct{})}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 10 * time.Second}
	l.done.Add(1)
	go func() {
		defer l.done.Done()
		beat := time.NewTicker(time.Second / time.Duration(perSecond))
		defer beat.Stop()
		for n := 0; ; n++ {
			select {
			case <-l.end:
				return
			case <-beat.C:
			}
			l.done.Add(1)
			go func() {
				defer l.done.Done()
				l.sent.Add(1)
				if err := once(client, r, n); err != nil {
					l.mu.Lock()
					l.failures = append(l.failures, err)
					l.mu.Unlock()
				}
			}()
		}
	}()
	return l
}

func once(client *http.Client, r *rig, n int) error {
	if n%2 == 0 {
		return check(client.Get(r.url("/slow?for=5ms")))(func(body string) bool { return strings.HasPrefix(body, "build ") })
	}
	want := strings.Repeat(fmt.Sprint("order ", n), 100)
	return check(client.Post(r.url("/echo"), "text/plain", strings.NewReader(want)))(func(body string) bool { return body == want })
}

func check(response *http.Response, err error) func(func(string) bool) error {
	return func(right func(string) bool) error {
		if err != nil {
			return err
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		if err == nil && (response.StatusCode != http.StatusOK || !right(string(body))) {
			err = fmt.Errorf("%s, %d bytes: %.60s", response.Status, len(body), body)
		}
		return err
	}
}

func (l *load) stop() (int64, []error) {
	close(l.end)
	l.done.Wait()
	return l.sent.Load(), l.failures
}
