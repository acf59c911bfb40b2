package endtoend

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"shop.example/internal/shoptest"
)

// host runs the services as processes of this host. Their lines to Postgres and Redis can be cut.
type host struct {
	addresses   map[string]string
	processes   map[string]*exec.Cmd
	environment []string
	configs     string
}

// openHost starts every service of a shop, each on a free port and all with an empty database.
func openHost(t testing.TB) *shop {
	t.Helper()
	where := shoptest.Postgres(t)
	postgres := shoptest.NewLine(t, net.JoinHostPort(where.Host, strconv.Itoa(where.Port)))
	redis := shoptest.NewLine(t, shoptest.RedisAddress(t))
	stream := shoptest.Unique(t)
	collector := newCollector(t)
	h := &host{addresses: map[string]string{}, processes: map[string]*exec.Cmd{}, configs: t.TempDir()}
	for _, name := range programs() {
		h.addresses[name] = freeAddress(t)
	}
	address, port, _ := net.SplitHostPort(postgres.Address)
	h.environment = append(os.Environ(),
		"POSTGRES_HOST="+address, "POSTGRES_PORT="+port,
		"POSTGRES_USER="+where.User, "POSTGRES_PASSWORD="+where.Password, "POSTGRES_DB="+where.Name,
		"REDIS_ADDRESS="+redis.Address,
		"ORDERS_STREAM="+stream,
		"AUTH_SIGNING_KEY="+rand.Text(),
		"CATALOG_ADDRESS="+h.addresses["catalog"],
		"CATALOG_URL=http://"+h.addresses["catalog"],
		"AUTH_URL=http://"+h.addresses["auth"],
		"ORDERS_URL=http://"+h.addresses["orders"],
		"OTEL_EXPORTER_OTLP_ENDPOINT="+collector.url,
		"LOG_LEVEL=error",
	)
	for _, name := range programs() {
		h.start(t, name)
	}
	h.addresses["postgres"], h.addresses["redis"] = postgres.Address, redis.Address
	return &shop{
		premises: h, entrance: "http://" + h.addresses["gateway"], inside: client, addresses: h.addresses,
		postgres: postgres, redis: redis, database: where, stream: stream, spans: collector,
	}
}

// start runs one service; it is stopped with the test.
func (h *host) start(t testing.TB, name string) {
	t.Helper()
	_, port, _ := net.SplitHostPort(h.addresses[name])
	process := exec.Command(filepath.Join(os.Getenv(binaries), name))
	process.Env = append(h.environment, "PORT="+port, "CONFIG_FILE="+h.configOf(name))
	process.Stdout, process.Stderr = os.Stdout, os.Stderr
	if err := process.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	h.processes[name] = process
	t.Cleanup(func() { h.stop(t, name) })
}

// stop asks a service to end and waits for it. It must end well.
func (h *host) stop(t testing.TB, name string) {
	t.Helper()
	process := h.processes[name]
	if process == nil {
		return
	}
	h.processes[name] = nil
	if err := process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("%s was gone before it was stopped: %v", name, err)
	}
	if err := process.Wait(); err != nil {
		t.Errorf("%s ended badly: %v", name, err)
	}
}

// kill ends a service without a chance to tidy up.
func (h *host) kill(t testing.TB, name string) {
	t.Helper()
	if err := h.processes[name].Process.Kill(); err != nil {
		t.Fatalf("kill %s: %v", name, err)
	}
	_ = h.processes[name].Wait() // says that it was killed
	h.processes[name] = nil
}

func (h *host) configOf(name string) string { return filepath.Join(h.configs, name+".yaml") }

// configure edits a service's settings as a user does.
func (h *host) configure(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(h.configOf(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return fmt.Sprintf("127.0.0.1:%d", listener.Addr().(*net.TCPAddr).Port) // a TCP listener's
}
