package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "build 1"})
	r.run()
	r.await("live", 1)
	answered := make(chan error, 1)
	go func() {
		answered <- check(http.Get(r.url("/slow?for=300ms")))(func(body string) bool { return body == "build 1" })
	}()
	r.untilUnderWay()
	r.signal(syscall.SIGTERM)
	must(t, <-answered)
	if code := r.exitCode(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

// untilUnderWay sees the request on the wire: the runner has a connection to its build that is not idle.
func (r *rig) untilUnderWay() {
	r.t.Helper()
	// A request of its own queues behind nothing, so once it was answered the one sent before has long arrived.
	for range 3 {
		r.get("/slow?for=10ms")
	}
}

func TestAServiceThatIgnoresTheEndIsKilledInTime(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_STOP=500ms")
	r.publish(1, behaviour{Version: "one", IgnoreTerm: true})
	r.run()
	r.await("live", 1)
	began := time.Now()
	r.signal(syscall.SIGTERM)
	if code := r.exitCode(); code != 128+int(syscall.SIGKILL) {
		t.Errorf("exit code %d, want 137", code)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestOrphansAreReaped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "one", Orphan: true})
	r.run()
	r.await("live", 1)
	for late := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		children := r.children()
		if len(children) == 1 {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("children of the runner: %v, want the build alone", children)
		}
	}
}

func (r *rig) children() []string {
	r.t.Helper()
	pid := r.command.Process.Pid
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	must(r.t, err)
	var children []string
	for _, task := range tasks {
		// A thread may have ended since.
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, task.Name()))
		children = append(children, strings.Fields(string(text))...)
	}
	return children
}

func TestTheServiceSeesWhatItsClientSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "one"})
	r.run("serve", "--verbose")
	r.await("live", 1)
	request, err := http.NewRequest(http.MethodGet, r.url("/seen?a=1;b=%zz&c"), nil)
	must(t, err)
	request.Host = "shop.example"
	request.Header.Set("X-Forwarded-For", "10.1.2.3")
	request.Header.Set("X-Forwarded-Proto", "https")
	request.Header["User-Agent"] = []string{""}
	transport := &http.Transport{DisableCompression: true}
	response, err := transport.RoundTrip(request)
	must(t, err)
	defer func() { _ = response.Body.Close() }()
	var seen struct {
		Host, URI, Port string
		Header          http.Header
		Args            []string
	}
	must(t, json.NewDecoder(response.Body).Decode(&seen))
	got := fmt.Sprintf("%s %s %s %s %v", seen.Host, seen.URI, seen.Header.Get("X-Forwarded-For"), seen.Header.Get("X-Forwarded-Proto"), seen.Args)
	want := "shop.example /seen?a=1;b=%zz&c 10.1.2.3, 127.0.0.1 https [serve --verbose]"
	if got != want {
		t.Errorf("the service saw %s; want %s", got, want)
	}
	for _, name := range []string{"Accept-Encoding", "User-Agent", "X-Forwarded-Host"} {
		if value, added := seen.Header[name]; added {
			t.Errorf("%s: %q was added", name, value)
		}
	}
}

func TestABrokenOutputDoesNotEndTheRunner(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	r.breakOutput()
	r.publish(2, behaviour{Version: "two", Say: "into nothing"})
	for late := time.Now().Add(20 * time.Second); ; {
		if _, got := r.get("/"); got == "two" {
			return
		}
		if time.Now().After(late) {
			t.Fatal("build 2 never answered")
		}
	}
}

func TestSignalsForTheServiceReachTheLiveBuild(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	// Go's own answer to SIGQUIT is a dump of all stacks, and the end.
	r.signal(syscall.SIGQUIT)
	if line := r.await("exited", 1); !strings.Contains(line.Detail, "exit status 2") {
		t.Errorf("detail = %q", line.Detail)
	}
	r.await("live", 1)
	r.answers("one")
}
