package main

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestABuildThatDoesNotStartLeavesTheOldOneServing(t *testing.T) {
	t.Parallel()
	one := 1
	cases := []struct {
		name string
		b    behaviour
		want []string
	}{
		{"exits", behaviour{Exit: &one, Say: "config: no such file"}, []string{"exit status 1 before it was ready: config: no such file"}},
		{"panics", behaviour{Panic: "nil catalog"}, []string{"panic: nil catalog", "main.go:", "main.explode"}},
		{"hangs in init", behaviour{Hang: true}, []string{"not ready within 500ms", "connection refused", "where it was:", "main.go:", "main.run"}},
		{"is never ready", behaviour{Ready: 200, ReadyAfter: time.Hour}, []string{"GET /readyz answered 503: warming up"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, "SIM_RUNNER_READY_TIMEOUT=500ms")
			r.publish(1, behaviour{Version: "one"})
			r.run()
			r.await("live", 1)
			r.publish(2, c.b)
			line := r.await("failed", 2)
			for _, want := range c.want {
				if !strings.Contains(line.Detail, want) {
					t.Errorf("detail %q lacks %q", line.Detail, want)
				}
			}
			if line.Previous != 1 {
				t.Errorf("previous = %d, want the build that goes on serving, 1", line.Previous)
			}
			r.answers("one")
			must(t, r.health())
			r.publish(3, behaviour{Version: "three"})
			r.await("live", 3)
			r.answers("three")
		})
	}
}

func TestFilesThatCannotBeStartedFailWithTheReason(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	// Named, but not there: the runner gives a slow mount time, and then says so.
	r.point(9)
	if line := r.await("failed", 9); !strings.Contains(line.Detail, "no such file") {
		t.Errorf("detail = %q, want that the file is missing", line.Detail)
	}
	r.answers("one")
}

func TestACrashOnProbationBringsTheLastGoodBuildBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_PROBATION=10s")
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	r.publish(2, behaviour{Version: "two"})
	r.await("live", 2)
	r.answers("two")
	r.await("drained", 1)
	// The build dies under this request, so the request fails; nobody could help that.
	if status, _ := r.get("/die"); status != http.StatusBadGateway {
		t.Errorf("GET /die = %d, want 502", status)
	}
	if line := r.await("exited", 2); !strings.Contains(line.Detail, "panic: crashed as told") {
		t.Errorf("detail = %q, want the panic", line.Detail)
	}
	// Asked while nothing is live: the answer waits for the build that comes back.
	r.answers("one")
	if line := r.await("rolled-back", 1); line.Previous != 2 {
		t.Errorf("rolled back from %d, want 2", line.Previous)
	}
	r.await("live", 1)
	must(t, r.health())
	r.publish(3, behaviour{Version: "three"})
	r.await("live", 3)
	r.answers("three")
}

func TestABuildThatStillDrainsTakesOverAtOnceAfterACrash(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_PROBATION=10s", "SIM_RUNNER_DRAIN=10s")
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	stream := openStream(t, r)
	stream.says("a", "one:a")
	r.publish(2, behaviour{Version: "two"})
	r.await("live", 2)
	r.get("/die")
	r.await("rolled-back", 1)
	r.answers("one")
	stream.says("b", "one:b")
	if slices.Contains(r.states()[4:], "starting 1") {
		t.Errorf("build 1 was started again, though it still ran: %v", r.states())
	}
}

func TestALateCrashStartsTheSameBuildAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_PROBATION=50ms")
	r.publish(1, behaviour{Version: "one", CrashAfter: 400 * time.Millisecond})
	r.run()
	r.await("live", 1)
	r.await("exited", 1)
	r.await("live", 1)
	r.answers("one")
}

func TestTheFirstBuildIsTriedAgainUntilANewerOneComes(t *testing.T) {
	t.Parallel()
	one := 1
	r := newRig(t)
	r.publish(1, behaviour{Exit: &one, Say: "no database"})
	r.run()
	line := r.await("failed", 1)
	if line.ExitCode == nil || *line.ExitCode != 1 || line.RetryInMs == 0 {
		t.Errorf("exit code %v, retry in %d ms, want 1 and when it is started again", line.ExitCode, line.RetryInMs)
	}
	r.await("starting", 1)
	if status, text := r.get("/"); status != http.StatusServiceUnavailable || !strings.Contains(text, "no database") {
		t.Errorf("GET / = %d %q, want 503 and the reason", status, text)
	}
	r.publish(2, behaviour{Version: "two"})
	r.await("live", 2)
	r.answers("two")
}

func TestAnOnlyBuildThatIsLateRunsOnAndGetsRequestsOnceReady(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_READY_TIMEOUT=100ms")
	r.publish(1, behaviour{Version: "one", Ready: 200, ReadyFile: true})
	r.run()
	if line := r.await("late", 1); !strings.Contains(line.Detail, "answered 503") {
		t.Errorf("detail = %q, want what it answers", line.Detail)
	}
	must(t, os.WriteFile(filepath.Join(r.folder, "1", "ready"), nil, 0o644))
	r.await("live", 1)
	r.answers("one")
}

func TestTheNewestBuildWinsOverOneThatIsNotReadyYet(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_READY_TIMEOUT=10s")
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	r.publish(2, behaviour{Hang: true})
	r.await("starting", 2)
	r.publish(3, behaviour{Version: "three"})
	if line := r.await("exited", 2); !strings.Contains(line.Detail, "build 3 came") {
		t.Errorf("detail = %q, want that build 3 came", line.Detail)
	}
	r.await("live", 3)
	// Pinned: an earlier build is wanted again.
	r.point(1)
	r.await("live", 1)
	r.answers("one")
}
