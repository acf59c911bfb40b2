// Command service is what the tests of the runner run: the file behaviour.json beside the binary says how it behaves.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

type behaviour struct {
	Version     string
	Listen      string   // instead of :PORT
	Also        []string // further addresses
	Hang        bool
	Exit        *int
	Say         string
	Panic       string
	CrashAfter  time.Duration
	Ready       int // status of the readiness path; 404 when 0
	ReadyAfter  time.Duration
	ReadyFile   bool // not before there is a file `ready` beside the binary
	IgnoreTerm  bool
	Orphan      bool
	IdleTimeout time.Duration
	Worker      bool // listens nowhere
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	b, err := read()
	if err != nil {
		return err
	}
	if b.Say != "" {
		fmt.Fprintln(os.Stderr, b.Say)
	}
	if b.Panic != "" {
		explode(b.Panic)
	}
	if b.Exit != nil {
		os.Exit(*b.Exit)
	}
	if b.Orphan {
		// The shell ends at once, so its child is nobody's but the reaper's.
		if err := exec.Command("sh", "-c", "sleep 0.05 & exit 0").Run(); err != nil {
			return err
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if b.IgnoreTerm {
		ctx = context.Background()
	}
	if b.CrashAfter > 0 {
		time.AfterFunc(b.CrashAfter, func() { panic("crashed as told") })
	}
	if b.Hang || b.Worker {
		fmt.Println("working", b.Version)
		<-ctx.Done()
		return nil
	}
	return serve(ctx, b)
}

func read() (behaviour, error) {
	self, err := os.Executable()
	if err != nil {
		return behaviour{}, err
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(self), "behaviour.json"))
	if err != nil {
		return behaviour{}, err
	}
	var b behaviour
	return b, json.Unmarshal(text, &b)
}

func explode(message string) { panic(message) }

func serve(ctx context.Context, b behaviour) error {
	address := ":" + os.Getenv("PORT")
	if b.Listen != "" {
		address = b.Listen
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{Handler: routes(b), Protocols: protocols, IdleTimeout: b.IdleTimeout}
	failed := make(chan error, 8)
	for _, a := range append([]string{address}, b.Also...) {
		l, err := net.Listen("tcp", a)
		if err != nil {
			return err
		}
		go func() { failed <- server.Serve(l) }()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(closing); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
