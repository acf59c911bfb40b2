package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sim.dev/agent/internal/sockets"
)

// binaries are built once for all tests.
var binaries struct{ runner, service string }

func TestMain(m *testing.M) {
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "sim-runner-test-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(folder) }()
		binaries.runner, binaries.service = filepath.Join(folder, "runner"), filepath.Join(folder, "service")
		for _, args := range [][]string{
			append([]string{"-o", binaries.runner}, append(raceFlags, ".")...),
			{"-o", binaries.service, "./testdata/service"},
		} {
			if text, err := exec.Command("go", append([]string{"build"}, args...)...).CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "go build %v: %v\n%s", args, err, text)
				return 1
			}
		}
		return m.Run()
	}())
}

// behaviour of testdata/service.
type behaviour struct {
	Version     string        `json:",omitempty"`
	Listen      string        `json:",omitempty"`
	Also        []string      `json:",omitempty"`
	Hang        bool          `json:",omitempty"`
	Exit        *int          `json:",omitempty"`
	Say         string        `json:",omitempty"`
	Panic       string        `json:",omitempty"`
	CrashAfter  time.Duration `json:",omitempty"`
	Ready       int           `json:",omitempty"`
	ReadyAfter  time.Duration `json:",omitempty"`
	ReadyFile   bool          `json:",omitempty"`
	IgnoreTerm  bool          `json:",omitempty"`
	Orphan      bool          `json:",omitempty"`
	IdleTimeout time.Duration `json:",omitempty"`
	Worker      bool          `json:",omitempty"`
}

type reported struct {
	Sim, State, Detail, Handoff string
	At                          time.Time
	Build, Previous             int
	ExitCode                    *int
	DurationMs, RetryInMs       int64
}

// rig is one runner process with its folder of builds.
type rig struct {
	t       testing.TB
	folder  string
	port    int
	env     []string
	command *exec.Cmd
	exited  chan struct{}
	// breakOutput ends whoever reads what the runner writes.
	breakOutput func()

	mu      sync.Mutex
	reports []reported
	output  strings.Builder
	// read is how many reports `await` has passed.
	read int
	news chan struct{}
}

func newRig(t testing.TB, env ...string) *rig {
	t.Helper()
	port, err := sockets.Free()
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, folder: t.TempDir(), port: port, exited: make(chan struct{}), news: make(chan struct{}, 1)}
	r.env = append(append(os.Environ(), "SIM_RUNNER_BUILDS="+r.folder, "SIM_RUNNER_PROBATION=1s", "SIM_RUNNER_READY_TIMEOUT=50s",
		"SIM_RUNNER_DRAIN=20s", "GORACE=halt_on_error=1 exitcode=66 atexit_sleep_ms=0", fmt.Sprintf("SIM_RUNNER_PORT=%d", port)), env...)
	return r
}

// run starts the runner; it is ended with the test.
func (r *rig) run(args ...string) {
	r.t.Helper()
	r.command = exec.Command(binaries.runner, args...)
	r.command.Env = r.env
	read, write := io.Pipe()
	r.command.Stdout, r.command.Stderr = write, write
	r.breakOutput = func() { _ = read.Close() }
	if err := r.command.Start(); err != nil {
		r.t.Fatal(err)
	}
	go r.listen(read)
	go func() {
		_ = r.command.Wait()
		_ = write.Close()
		close(r.exited)
	}()
	r.t.Cleanup(func() {
		_ = r.command.Process.Kill()
		<-r.exited
		if r.t.Failed() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.t.Logf("output:\n%s", r.output.String())
		}
	})
}

func (r *rig) listen(from io.Reader) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line reported
		isReport := json.Unmarshal(lines.Bytes(), &line) == nil && line.Sim == "runner"
		r.mu.Lock()
		fmt.Fprintln(&r.output, lines.Text())
		if isReport {
			r.reports = append(r.reports, line)
		}
		r.mu.Unlock()
		select {
		case r.news <- struct{}{}:
		default:
		}
	}
}

// publish makes a build the current one, as the controller does.
func (r *rig) publish(number int, b behaviour) {
	r.t.Helper()
	r.put(number, b)
	r.point(number)
}

func (r *rig) put(number int, b behaviour) {
	r.t.Helper()
	folder := filepath.Join(r.folder, fmt.Sprint(number))
	text, err := json.Marshal(b)
	must(r.t, err, os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, "behaviour.json"), text, 0o644),
		os.Link(binaries.service, filepath.Join(folder, "service")))
}

func (r *rig) point(number int) {
	r.t.Helper()
	current := fmt.Sprintf(`{"build": %d, "binary": "%d/service"}`, number, number)
	next := filepath.Join(r.folder, "current.next")
	must(r.t, os.WriteFile(next, []byte(current), 0o644), os.Rename(next, filepath.Join(r.folder, "current")))
	if r.command != nil {
		r.signal(syscall.SIGHUP)
	}
}

func (r *rig) signal(s syscall.Signal) {
	r.t.Helper()
	must(r.t, r.command.Process.Signal(s))
}

// await gives the next report with a state and build; those before are passed over.
func (r *rig) await(state string, build int) reported {
	r.t.Helper()
	late := time.After(60 * time.Second)
	for {
		r.mu.Lock()
		for r.read < len(r.reports) {
			line := r.reports[r.read]
			r.read++
			if line.State == state && line.Build == build {
				r.mu.Unlock()
				return line
			}
		}
		r.mu.Unlock()
		select {
		case <-r.news:
		case <-late:
			r.t.Fatalf("no report %q of build %d", state, build)
		}
	}
}

func (r *rig) states() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var states []string
	for _, line := range r.reports {
		states = append(states, fmt.Sprintf("%s %d", line.State, line.Build))
	}
	return states
}

func (r *rig) url(path string) string { return fmt.Sprintf("http://127.0.0.1:%d%s", r.port, path) }

func (r *rig) get(path string) (int, string) {
	r.t.Helper()
	response, err := http.Get(r.url(path))
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	must(r.t, err)
	return response.StatusCode, string(body)
}

// answers checks what the service says at its root.
func (r *rig) answers(want string) {
	r.t.Helper()
	if status, got := r.get("/"); status != http.StatusOK || got != want {
		r.t.Fatalf("GET / = %d %q, want 200 %q", status, got, want)
	}
}

func (r *rig) health(declared ...string) error {
	check := exec.Command(binaries.runner, append([]string{"health"}, declared...)...)
	check.Env = r.env
	text, err := check.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	return nil
}

// untilListening is for tests that ask before the first report comes.
func (r *rig) untilListening() {
	r.t.Helper()
	for late := time.Now().Add(20 * time.Second); time.Now().Before(late); {
		if conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", r.port)); err == nil {
			must(r.t, conn.Close())
			return
		}
	}
	r.t.Fatal("the runner does not listen")
}

// exitCode waits for the runner's end.
func (r *rig) exitCode() int {
	r.t.Helper()
	select {
	case <-r.exited:
		return r.command.ProcessState.ExitCode()
	case <-time.After(20 * time.Second):
		r.t.Fatal("the runner does not end")
		return 0
	}
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}
