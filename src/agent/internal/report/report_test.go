package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

func TestAReportIsALineOfItsOwnWhateverTheServiceWrote(t *testing.T) {
	var to bytes.Buffer
	out := NewOutput(&to)
	_, _ = io.WriteString(out, "half a li")
	out.Report(Line{State: Live, Build: 7, Previous: 6, Duration: 41 * time.Millisecond, Handoff: "http"})
	_, _ = io.WriteString(out, "ne\n")
	const want = "half a li\n" +
		`{"sim":"runner","at":"0001-01-01T00:00:00Z","state":"live","build":7,"previous":6,"durationMs":41,"handoff":"http"}` + "\nne\n"
	if got := to.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestALongDetailIsShortenedToWhatAPipeTakesAtOnce(t *testing.T) {
	for _, detail := range []string{strings.Repeat("x", 10000), strings.Repeat("\n", 10000), strings.Repeat("ä", 10000)} {
		var to bytes.Buffer
		NewOutput(&to).Report(Line{State: Failed, Build: 1, Detail: detail})
		var line struct{ Detail string }
		if err := json.Unmarshal(to.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if to.Len() > maxLine || len(line.Detail) < 1000 || !strings.HasPrefix(detail, line.Detail) {
			t.Errorf("%d bytes with a detail of %d", to.Len(), len(line.Detail))
		}
	}
}

func TestAStalledReaderDoesNotHoldTheRunnerUp(t *testing.T) {
	read, write := io.Pipe()
	log := NewLog(NewOutput(write))
	for n := range 2 * backlog {
		log.Add(Line{State: Live, Build: n + 1})
	}
	log.Close(time.Millisecond)
	// Those that fitted are still written once somebody reads.
	text := make([]byte, 1<<10)
	n, err := read.Read(text)
	if err != nil || !bytes.Contains(text[:n], []byte(`"build":1}`)) {
		t.Errorf("read %q, %v", text[:n], err)
	}
	_ = read.Close()
}
