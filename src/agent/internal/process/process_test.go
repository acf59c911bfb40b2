package process

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// table is one for all tests: it reaps every child of the test program.
var table = sync.OnceValue(NewTable)

type ended struct {
	process *Process
	exit    Exit
}

// shell runs a script and gives what it wrote, once it has ended.
func shell(t *testing.T, script string) (ended, string) {
	t.Helper()
	var out locked
	ends := make(chan ended, 1)
	p, err := table().Start(Command{
		Path: "/bin/sh", Args: []string{"sh", "-c", script}, Stdout: &out, Stderr: &out,
		Ended: func(p *Process, e Exit) { ends <- ended{p, e} },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return <-ends, out.String()
}

// locked is written by two goroutines.
type locked struct {
	mu sync.Mutex
	to bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.String()
}

func TestEndsAreToldWithTheirCodes(t *testing.T) {
	for script, want := range map[string]string{
		"exit 0":        "0 exit status 0",
		"exit 3":        "3 exit status 3",
		"kill -TERM $$": fmt.Sprintf("%d signal: terminated", 128+syscall.SIGTERM),
	} {
		e, _ := shell(t, script)
		if got := fmt.Sprint(e.exit.Code(), " ", e.exit); got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
}

func TestLinesArePassedOnWhole(t *testing.T) {
	e, got := shell(t, "printf one; printf 'two\\nthr'; printf 'ee\\nlast'")
	if got != "onetwo\nthree\nlast" || e.process.Said() != "onetwo\nthree\nlast" {
		t.Errorf("passed on %q, kept %q", got, e.process.Said())
	}
}

func TestWhatAnEndedProcessLeftInItsGroupEndsToo(t *testing.T) {
	began := time.Now()
	// The child holds the pipe; only its end lets the output be read to the end.
	shell(t, "sleep 60 & exit 1")
	if took := time.Since(began); took > outputPatience/2+10*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestOfAPanicTheBeginningIsKept(t *testing.T) {
	var tail Tail
	fmt.Fprint(&tail, "starting\npanic: nil map\n\ngoroutine 1 [running]:\n")
	for n := range 100 {
		fmt.Fprintf(&tail, "frame %d\n", n)
	}
	if got := tail.String(); !strings.HasPrefix(got, "panic: nil map\n\ngoroutine 1 [running]:\nframe 0\n") {
		t.Errorf("kept %q", got)
	}
}

func TestTheTailIsBounded(t *testing.T) {
	var tail Tail
	for range 100 {
		fmt.Fprintln(&tail, strings.Repeat("x", 10000))
	}
	if n := len(tail.String()); n > tailLines*(lineBytes+1) {
		t.Errorf("kept %d bytes", n)
	}
}
