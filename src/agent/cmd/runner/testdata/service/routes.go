package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func routes(b behaviour) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, b.Version)
	})
	since := time.Now()
	if b.Ready != 0 {
		mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
			if time.Since(since) < b.ReadyAfter || b.ReadyFile && !exists("ready") {
				http.Error(w, "warming up", http.StatusServiceUnavailable)
				return
			}
			w.WriteHeader(b.Ready)
		})
	}
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) {
		// All of it first: an HTTP/1 server stops reading when it begins to answer.
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = w.Write(body)
	})
	mux.HandleFunc("/seen", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{
			"host": r.Host, "uri": r.RequestURI, "header": r.Header, "args": os.Args[1:], "port": os.Getenv("PORT"),
		})
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		wait, _ := time.ParseDuration(r.URL.Query().Get("for"))
		time.Sleep(wait)
		fmt.Fprint(w, b.Version)
	})
	mux.HandleFunc("/die", func(http.ResponseWriter, *http.Request) {
		// In a goroutine of its own, where no server catches it.
		go func() { panic("crashed as told") }()
		select {}
	})
	mux.HandleFunc("/stream", stream(b.Version))
	mux.HandleFunc("/upgrade", upgrade(b.Version))
	return mux
}

// stream answers each piece of the request's body with the version, as a bidirectional gRPC call does.
func stream(version string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		// HTTP/2 can do so anyway.
		_ = control.EnableFullDuplex()
		w.Header().Set("Trailer", "Grpc-Status")
		w.WriteHeader(http.StatusOK)
		_ = control.Flush()
		piece := make([]byte, 64)
		for {
			n, err := r.Body.Read(piece)
			if n > 0 {
				fmt.Fprintf(w, "%s:%s\n", version, piece[:n])
				_ = control.Flush()
			}
			if err != nil {
				w.Header().Set("Grpc-Status", "0")
				return
			}
		}
	}
}

// upgrade changes to a protocol that answers each piece with the version.
func upgrade(version string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer func() { _ = conn.Close() }()
		fmt.Fprint(rw, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "+r.Header.Get("Upgrade")+"\r\n\r\n")
		_ = rw.Flush()
		piece := make([]byte, 64)
		for {
			n, err := rw.Read(piece)
			if err != nil {
				return
			}
			fmt.Fprintf(rw, "%s:%s", version, piece[:n])
			_ = rw.Flush()
		}
	}
}

func exists(name string) bool {
	self, err := os.Executable()
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(filepath.Dir(self), name))
	return err == nil
}
