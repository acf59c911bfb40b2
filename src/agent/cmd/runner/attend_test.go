package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestALiveBuildThatIsNoLongerReadyIsToldAndThatItIsAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_LOOK=20ms")
	r.put(1, behaviour{Version: "one", Ready: 200, ReadyFile: true})
	ready := filepath.Join(r.folder, "1", "ready")
	must(t, os.WriteFile(ready, nil, 0o644))
	r.point(1)
	r.run()
	r.await("live", 1)
	must(t, os.Remove(ready))
	if line := r.await("unready", 1); line.Detail != "GET /readyz answered 503: warming up" {
		t.Errorf("detail = %q, want what was asked and answered", line.Detail)
	}
	// It is the one that answers all the same: nothing else would be better.
	r.answers("one")
	must(t, os.WriteFile(ready, nil, 0o644))
	r.await("ready", 1)
}

func TestOnlyTheLiveBuildIsLookedAt(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_LOOK=5ms", "SIM_RUNNER_DRAIN=10s")
	r.put(1, behaviour{Version: "one", Ready: 200, ReadyFile: true})
	must(t, os.WriteFile(filepath.Join(r.folder, "1", "ready"), nil, 0o644))
	r.point(1)
	r.run()
	r.await("live", 1)
	stream := openStream(t, r)
	stream.says("a", "one:a")
	r.publish(2, behaviour{Version: "two"})
	r.await("live", 2)
	must(t, os.Remove(filepath.Join(r.folder, "1", "ready")))
	// Forty looks long.
	if status, text := r.get("/slow?for=200ms"); status != 200 {
		t.Fatalf("GET /slow = %d %q", status, text)
	}
	if slices.Contains(r.states(), "unready 1") {
		t.Errorf("the old build was looked at: %v", r.states())
	}
}

// BenchmarkLooking tells what the looks cost, in processor time of the runner.
func BenchmarkLooking(b *testing.B) {
	r := newRig(b, "SIM_RUNNER_LOOK=1ms")
	r.publish(1, behaviour{Version: "one", Ready: 200})
	r.run()
	r.await("live", 1)
	before, began := processorTime(b, r.command.Process.Pid), time.Now()
	for b.Loop() {
		time.Sleep(100 * time.Millisecond)
	}
	used := processorTime(b, r.command.Process.Pid) - before
	looks := time.Since(began) / time.Millisecond
	b.ReportMetric(float64(used.Microseconds())/float64(looks), "µs-per-look")
	b.ReportMetric(residentMiB(b, r.command.Process.Pid), "resident-MiB")
}
