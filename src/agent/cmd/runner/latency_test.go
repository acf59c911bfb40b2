package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkAddedLatency asks the same build directly and through the runner, in turn, and reports what the runner adds.
func BenchmarkAddedLatency(b *testing.B) {
	r := newRig(b)
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	port := servedOn(b, r)
	client := &http.Client{Transport: &http.Transport{}}
	var direct, through []time.Duration
	for b.Loop() {
		direct = append(direct, timed(b, client, fmt.Sprintf("http://127.0.0.1:%s/", port)))
		through = append(through, timed(b, client, r.url("/")))
	}
	for name, quantile := range map[string]int{"p50": 50, "p99": 99} {
		added := at(through, quantile) - at(direct, quantile)
		b.ReportMetric(float64(added.Microseconds()), "added-µs-"+name)
	}
	b.ReportMetric(float64(at(direct, 50).Microseconds()), "direct-µs-p50")
	b.ReportMetric(residentMiB(b, r.command.Process.Pid), "resident-MiB")
}

// servedOn asks the build for the port that it was given.
func servedOn(b *testing.B, r *rig) string {
	b.Helper()
	_, seen := r.get("/seen")
	_, after, _ := strings.Cut(seen, `"port":"`)
	port, _, _ := strings.Cut(after, `"`)
	return port
}

func timed(b *testing.B, client *http.Client, url string) time.Duration {
	b.Helper()
	began := time.Now()
	response, err := client.Get(url)
	must(b, err)
	_, err = io.Copy(io.Discard, response.Body)
	must(b, err, response.Body.Close())
	return time.Since(began)
}

func at(times []time.Duration, quantile int) time.Duration {
	slices.Sort(times)
	return times[len(times)*quantile/100]
}

func residentMiB(b testing.TB, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(b, err)
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	var kilobytes float64
	_, err = fmt.Sscan(after, &kilobytes)
	must(b, err)
	return kilobytes / 1024
}

// processorTime is what a process has used so far.
func processorTime(t testing.TB, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	must(t, err)
	// The name in front may hold spaces.
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	var user, system int64
	_, err = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	must(t, err)
	// The kernel counts in hundredths, whatever it ticks in.
	return time.Duration(user+system) * 10 * time.Millisecond
}
