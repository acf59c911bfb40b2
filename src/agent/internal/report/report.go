// Package report writes what happens to builds as structured lines among the service's own output.
package report

import (
	"encoding/json"
	"time"
	"unicode/utf8"
)

// State of a build, as the controller knows them.
type State string

// The states, in the order of a build's life.
const (
	Starting State = "starting"
	Ready    State = "ready"
	Live     State = "live"
	Unready  State = "unready"
	// Late is a build that was not ready in time and is asked on, for want of a better one.
	Late       State = "late"
	Draining   State = "draining"
	Drained    State = "drained"
	Failed     State = "failed"
	RolledBack State = "rolled-back"
	Exited     State = "exited"
)

// Line is one report.
type Line struct {
	At       time.Time
	State    State
	Build    int
	Previous int
	Duration time.Duration
	Detail   string
	// Handoff is how builds really take over, which may be less than what was asked for.
	Handoff string
	// ExitCode is that of a process that has ended; nil where none has.
	ExitCode *int
	// Retry is the time until a build that failed is started again; 0 where it is not.
	Retry time.Duration
}

// shorten cuts in proportion, since escaping makes characters longer, and never through one.
func shorten(detail string, encodedBytes int) string {
	keep := min(len(detail)-1, len(detail)*maxLine/encodedBytes)
	for keep > 0 && !utf8.RuneStart(detail[keep]) {
		keep--
	}
	return detail[:keep]
}

// fitted is a line with as much of its detail as it may have.
func fitted(line Line) []byte {
	text := encode(line)
	for len(text) > maxLine && line.Detail != "" {
		line.Detail = shorten(line.Detail, len(text))
		text = encode(line)
	}
	return text
}

func encode(line Line) []byte {
	text, err := json.Marshal(struct {
		Sim        string `json:"sim"`
		At         string `json:"at"`
		State      State  `json:"state"`
		Build      int    `json:"build,omitempty"`
		Previous   int    `json:"previous,omitempty"`
		DurationMs *int64 `json:"durationMs,omitempty"`
		Handoff    string `json:"handoff,omitempty"`
		ExitCode   *int   `json:"exitCode,omitempty"`
		RetryInMs  *int64 `json:"retryInMs,omitempty"`
		Detail     string `json:"detail,omitempty"`
	}{
		Sim: "runner", At: line.At.UTC().Format(time.RFC3339Nano),
		State: line.State, Build: line.Build, Previous: line.Previous,
		DurationMs: milliseconds(line.Duration), Handoff: line.Handoff,
		ExitCode: line.ExitCode, RetryInMs: milliseconds(line.Retry), Detail: line.Detail,
	})
	if err != nil {
		// Strings and numbers always encode.
		panic(err)
	}
	return append(text, '\n')
}

func milliseconds(d time.Duration) *int64 {
	if d <= 0 {
		return nil
	}
	ms := max(1, d.Round(time.Millisecond).Milliseconds())
	return &ms
}
