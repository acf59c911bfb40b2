package httpserver_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"shop.example/internal/httpserver"
	"shop.example/internal/shoptest"
)

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	number, _ := strconv.Atoi(port)
	return number
}

func TestAStoppingServerFinishesOpenRequests(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-leave
		if r.Context().Err() != nil {
			t.Error("the request was cancelled")
		}
		_, _ = io.WriteString(w, "done")
	})
	port := freePort(t)
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	settings := httpserver.Settings{Port: port, Drain: 5 * time.Second}
	go func() { stopped <- httpserver.Run(ctx, settings, handler, shoptest.Observe(t).Log) }()
	shoptest.Until(t, "the server listens", func() bool {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	answered := make(chan string, 1)
	go func() {
		answer, err := http.Get("http://127.0.0.1:" + strconv.Itoa(port))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = answer.Body.Close() }()
		text, _ := io.ReadAll(answer.Body)
		answered <- string(text)
	}()
	<-entered
	stop()
	close(leave)
	if text := <-answered; text != "done" {
		t.Errorf("answered %q", text)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestATakenPortIsAnError(t *testing.T) {
	listener, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	number, _ := strconv.Atoi(port)
	settings := httpserver.Settings{Port: number, Drain: time.Second}
	if err := httpserver.Run(t.Context(), settings, http.NotFoundHandler(), shoptest.Observe(t).Log); err == nil {
		t.Error("no error")
	}
}
