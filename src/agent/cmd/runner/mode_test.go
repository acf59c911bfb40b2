package main

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sim.dev/agent/internal/sockets"
)

func TestAServiceThatIgnoresItsPortFallsBackToRestart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	itself := fmt.Sprintf(":%d", r.port)
	r.publish(1, behaviour{Version: "one", Listen: itself})
	r.run()
	line := r.await("live", 1)
	if line.Handoff != "restart" || !strings.Contains(line.Detail, fmt.Sprintf("listens on %d itself", r.port)) {
		t.Errorf("live with handoff %q, %q; want restart and the reason", line.Handoff, line.Detail)
	}
	r.answers("one")
	must(t, r.health())
	r.publish(2, behaviour{Version: "two", Listen: itself})
	r.await("live", 2)
	r.answers("two")
	one := 1
	r.publish(3, behaviour{Exit: &one})
	r.await("failed", 3)
	r.await("live", 2)
	r.answers("two")
}

func TestAServiceThatListensElsewhereFallsBackToRestart(t *testing.T) {
	t.Parallel()
	other, err := sockets.Free()
	must(t, err)
	r := newRig(t, "SIM_RUNNER_READY_TIMEOUT=300ms")
	r.publish(1, behaviour{Version: "one", Listen: fmt.Sprintf("127.0.0.1:%d", other)})
	r.run()
	line := r.await("live", 1)
	if line.Handoff != "restart" || !strings.Contains(line.Detail, fmt.Sprintf("listens on %d and ignores PORT", other)) {
		t.Errorf("live with handoff %q, %q; want restart and the reason", line.Handoff, line.Detail)
	}
	must(t, r.health())
}

func TestASecondFixedPortMakesBuildsTakeTurnsWhileRequestsWait(t *testing.T) {
	t.Parallel()
	second, err := sockets.Free()
	must(t, err)
	also := []string{fmt.Sprintf("127.0.0.1:%d", second)}
	r := newRig(t)
	r.publish(1, behaviour{Version: "build 1", Also: also})
	r.run()
	if line := r.await("live", 1); line.Handoff != "http" {
		t.Errorf("handoff = %q before there is anything against it", line.Handoff)
	}
	load := startLoad(r, 100)
	r.publish(2, behaviour{Version: "build 2", Also: also})
	line := r.await("live", 2)
	if line.Handoff != "restart" || !strings.Contains(line.Detail, fmt.Sprintf("also listens on %d", second)) {
		t.Errorf("live with handoff %q, %q; want restart and the reason", line.Handoff, line.Detail)
	}
	r.publish(3, behaviour{Version: "build 3", Also: also})
	r.await("live", 3)
	if sent, failures := load.stop(); len(failures) > 0 {
		t.Errorf("%d of %d requests failed, the first: %v", len(failures), sent, failures[0])
	}
	r.answers("build 3")
}

func TestTwoBuildsOfAWorkerNeverRunAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_HANDOFF=restart", "SIM_RUNNER_PORT=")
	r.publish(1, behaviour{Version: "one", Worker: true})
	r.run()
	r.await("live", 1)
	must(t, r.health())
	r.publish(2, behaviour{Version: "two", Worker: true})
	r.await("live", 2)
	want := "starting 1, ready 1, live 1, draining 1, drained 1, starting 2, ready 2, live 2"
	if got := strings.Join(r.states(), ", "); got != want {
		t.Errorf("states: %s; want %s", got, want)
	}
	r.publish(3, behaviour{Worker: true, CrashAfter: 100 * time.Millisecond})
	r.await("rolled-back", 2)
	r.await("live", 2)
}

func TestAOneShotServiceEndsTheRunnerWithItsCode(t *testing.T) {
	t.Parallel()
	zero := 0
	r := newRig(t, "SIM_RUNNER_HANDOFF=restart", "SIM_RUNNER_PORT=")
	r.publish(1, behaviour{Exit: &zero})
	r.run()
	if code := r.exitCode(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

func TestTCPMovesNewConnectionsAndLeavesOpenOnes(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_HANDOFF=tcp", "SIM_RUNNER_DRAIN=10s")
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	conn := upgrade(t, r)
	echo(t, conn, "a", "one:a")
	r.publish(2, behaviour{Version: "two"})
	r.await("live", 2)
	echo(t, conn, "b", "one:b")
	echo(t, upgrade(t, r), "c", "two:c")
	must(t, conn.Close())
	r.await("drained", 1)
	must(t, r.health())
}

func TestTCPConnectionsWaitForABuildThatComesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_HANDOFF=tcp", "SIM_RUNNER_PROBATION=0s")
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", r.port))
	must(t, err)
	_, err = fmt.Fprint(conn, "GET /die HTTP/1.1\r\nHost: shop\r\n\r\n")
	must(t, err)
	r.await("exited", 1)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	must(t, check(client.Get(r.url("/")))(func(body string) bool { return body == "one" }))
}

func TestAServiceThatHeedsItsPortAgainIsHandedOverAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	itself := fmt.Sprintf(":%d", r.port)
	r.publish(1, behaviour{Version: "one", Listen: itself})
	r.run()
	if line := r.await("live", 1); line.Handoff != "restart" {
		t.Errorf("handoff = %q, want restart", line.Handoff)
	}
	r.publish(2, behaviour{Version: "two"})
	if line := r.await("live", 2); line.Handoff != "http" || line.Detail != "" {
		t.Errorf("live with handoff %q, %q; want http and nothing against it", line.Handoff, line.Detail)
	}
	r.answers("two")
	must(t, r.health())
	// From here on builds run beside each other again.
	r.publish(3, behaviour{Version: "three"})
	r.await("live", 3)
	r.answers("three")
	states := r.states()
	if slices.Index(states, "starting 3") > slices.Index(states, "draining 2") {
		t.Errorf("build 2 ended before build 3 was ready: %v", states)
	}
	// And one that ignores it once more falls back once more.
	r.publish(4, behaviour{Version: "four", Listen: itself})
	if line := r.await("live", 4); line.Handoff != "restart" {
		t.Errorf("handoff = %q, want restart", line.Handoff)
	}
	r.answers("four")
}

func TestAServiceThatListensAtYetAnotherPortIsFound(t *testing.T) {
	t.Parallel()
	one, err := sockets.Free()
	must(t, err)
	two, err := sockets.Free()
	must(t, err)
	r := newRig(t, "SIM_RUNNER_READY_TIMEOUT=300ms")
	for number, port := range []int{one, two} {
		r.publish(number+1, behaviour{Version: "v", Listen: fmt.Sprintf("127.0.0.1:%d", port)})
		if r.command == nil {
			r.run()
		}
		if line := r.await("live", number+1); !strings.Contains(line.Detail, fmt.Sprintf("listens on %d and ignores PORT", port)) {
			t.Errorf("live with %q", line.Detail)
		}
	}
}

func TestBuildsOverlapAgainOnceTheSecondFixedPortIsGone(t *testing.T) {
	t.Parallel()
	second, err := sockets.Free()
	must(t, err)
	also := []string{fmt.Sprintf("127.0.0.1:%d", second)}
	r := newRig(t)
	r.publish(1, behaviour{Version: "one", Also: also})
	r.run()
	r.await("live", 1)
	r.publish(2, behaviour{Version: "two"})
	if line := r.await("live", 2); line.Handoff != "restart" {
		t.Errorf("handoff = %q while the old build had the port", line.Handoff)
	}
	r.publish(3, behaviour{Version: "three"})
	if line := r.await("live", 3); line.Handoff != "http" || line.Detail != "" {
		t.Errorf("live with handoff %q, %q; want http and nothing against it", line.Handoff, line.Detail)
	}
}
