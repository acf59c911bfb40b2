package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// beside is another container of the same service: another runner with the same folder of builds.
func (r *rig) beside(name string) *rig {
	r.t.Helper()
	other := newRig(r.t, "SIM_RUNNER_HANDOFF=restart", "SIM_RUNNER_PORT=")
	// The name of a runner's socket comes of the path, and two containers would not share it.
	alias := filepath.Join(other.folder, name)
	must(r.t, os.Symlink(r.folder, alias))
	other.env = append(other.env, "SIM_RUNNER_BUILDS="+alias)
	return other
}

func workers(t *testing.T) (*rig, *rig) {
	t.Helper()
	one := newRig(t, "SIM_RUNNER_HANDOFF=restart", "SIM_RUNNER_PORT=")
	two := one.beside("two")
	one.publish(1, behaviour{Version: "one", Worker: true})
	one.run()
	two.run()
	one.await("live", 1)
	two.await("live", 1)
	return one, two
}

func TestTwoBuildsOfAWorkerNeverRunAtOnceInTwoContainers(t *testing.T) {
	t.Parallel()
	one, two := workers(t)
	one.publish(2, behaviour{Version: "two", Worker: true})
	one.await("drained", 1)
	two.signal(syscall.SIGHUP)
	ended := two.await("drained", 1)
	for _, r := range []*rig{one, two} {
		if started := r.await("starting", 2); started.At.Before(ended.At) {
			t.Errorf("build 2 started %s before build 1 had ended in the other container", ended.At.Sub(started.At))
		}
		r.await("live", 2)
	}
}

func TestAWorkerThatIsNoGoodGivesWayWhereTheOthersDo(t *testing.T) {
	t.Parallel()
	one, two := workers(t)
	one.put(2, behaviour{Version: "two", Worker: true})
	one.point(2)
	two.signal(syscall.SIGHUP)
	one.await("live", 2)
	two.await("live", 2)
	// As when it crashes on probation in one container alone.
	must(t, syscall.Kill(two.service(), syscall.SIGKILL))
	line := two.await("failed", 2)
	if line.Previous != 1 {
		t.Errorf("it stands in with build %d, want 1", line.Previous)
	}
	if got := strings.Join(two.states(), ", "); strings.Count(got, "starting 1") != 1 {
		t.Errorf("states: %s; want build 1 to wait until build 2 has ended in the other container", got)
	}
	one.point(1)
	one.await("live", 1)
	two.await("live", 1)
}

func TestAContainerThatWaitsForOthersSaysSo(t *testing.T) {
	t.Parallel()
	one, _ := workers(t)
	three := one.beside("three")
	three.env = append(three.env, "SIM_RUNNER_READY_TIMEOUT=50ms")
	one.put(2, behaviour{Version: "two", Worker: true})
	current := filepath.Join(one.folder, "current")
	must(t, os.WriteFile(current, []byte(`{"build": 2, "binary": "2/service"}`), 0o644))
	three.run()
	line := three.await("late", 2)
	if want := "build 1 still runs in another container"; line.Detail != want {
		t.Errorf("detail %q, want %q", line.Detail, want)
	}
}

// service is the process of the build that a runner has started: a child of one of its threads.
func (r *rig) service() int {
	r.t.Helper()
	return childOf(r.t, r.command.Process.Pid)
}

func childOf(t testing.TB, parent int) int {
	t.Helper()
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", parent))
	must(t, err)
	for _, thread := range threads {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", parent, thread.Name()))
		var pid int
		if _, scanErr := fmt.Sscan(string(text), &pid); err == nil && scanErr == nil {
			return pid
		}
	}
	t.Fatalf("process %d has no child", parent)
	return 0
}
