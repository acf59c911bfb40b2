package endtoend

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"shop.example/internal/database"
	"shop.example/internal/shoptest"
)

// shop is the running system. Lines to Postgres and Redis can be cut.
type shop struct {
	postgres, redis *shoptest.Line
	database        database.Settings // the direct way, for the test's own eyes
	stream          string
	collector       *collector
	addresses       map[string]string
	processes       map[string]*exec.Cmd
	environment     []string
	configs         string
	eyes            *database.DB // see count
}

// open starts every service and waits until each is ready.
func open(t *testing.T) *shop {
	t.Helper()
	where := shoptest.Postgres(t)
	s := &shop{
		database:  where,
		postgres:  shoptest.NewLine(t, net.JoinHostPort(where.Host, strconv.Itoa(where.Port))),
		redis:     shoptest.NewLine(t, shoptest.RedisAddress(t)),
		stream:    shoptest.Unique(t),
		collector: newCollector(t),
		addresses: map[string]string{},
		processes: map[string]*exec.Cmd{},
		configs:   t.TempDir(),
	}
	for _, name := range programs() {
		s.addresses[name] = freeAddress(t)
	}
	host, port, _ := net.SplitHostPort(s.postgres.Address)
	s.environment = append(os.Environ(),
		"POSTGRES_HOST="+host, "POSTGRES_PORT="+port,
		"POSTGRES_USER="+where.User, "POSTGRES_PASSWORD="+where.Password, "POSTGRES_DB="+where.Name,
		"REDIS_ADDRESS="+s.redis.Address,
		"ORDERS_STREAM="+s.stream,
		"AUTH_SIGNING_KEY="+rand.Text(),
		"CATALOG_ADDRESS="+s.addresses["catalog"],
		"CATALOG_URL=http://"+s.addresses["catalog"],
		"AUTH_URL=http://"+s.addresses["auth"],
		"ORDERS_URL=http://"+s.addresses["orders"],
		"OTEL_EXPORTER_OTLP_ENDPOINT="+s.collector.url,
		"LOG_LEVEL=error",
	)
	for _, name := range programs() {
		s.start(t, name)
	}
	for _, name := range programs() {
		s.untilReady(t, name)
	}
	return s
}

// start runs one service; it is stopped with the test.
func (s *shop) start(t *testing.T, name string) {
	t.Helper()
	_, port, _ := net.SplitHostPort(s.addresses[name])
	process := exec.Command(filepath.Join(os.Getenv(binaries), name))
	process.Env = append(s.environment, "PORT="+port, "CONFIG_FILE="+s.configOf(name))
	process.Stdout, process.Stderr = os.Stdout, os.Stderr
	if err := process.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	s.processes[name] = process
	t.Cleanup(func() { s.stop(t, name) })
}

// stop asks a service to end and waits for it. It must end well.
func (s *shop) stop(t *testing.T, name string) {
	t.Helper()
	process := s.processes[name]
	if process == nil {
		return
	}
	s.processes[name] = nil
	if err := process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("%s was gone before it was stopped: %v", name, err)
	}
	if err := process.Wait(); err != nil {
		t.Errorf("%s ended badly: %v", name, err)
	}
}

// kill ends a service without a chance to tidy up.
func (s *shop) kill(t *testing.T, name string) {
	t.Helper()
	if err := s.processes[name].Process.Kill(); err != nil {
		t.Fatalf("kill %s: %v", name, err)
	}
	_ = s.processes[name].Wait() // says that it was killed
	s.processes[name] = nil
}

func (s *shop) configOf(name string) string { return filepath.Join(s.configs, name+".yaml") }

// configure edits a service's settings as a user does.
func (s *shop) configure(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(s.configOf(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *shop) untilReady(t *testing.T, name string) {
	t.Helper()
	shoptest.Until(t, name+" to be ready", func() bool { return s.readiness(name) == "ready" })
}

// readiness is the word of a service's /readyz; empty where nobody answers.
func (s *shop) readiness(name string) string {
	answer := ask(http.MethodGet, "http://"+s.addresses[name]+"/readyz", nil, nil)
	word, _ := answer.json["status"].(string)
	return word
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return fmt.Sprintf("127.0.0.1:%d", listener.Addr().(*net.TCPAddr).Port) // a TCP listener's
}
