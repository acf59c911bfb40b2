// Package crash shortens what a build wrote before it ended to what a person needs to see.
package crash

import (
	"regexp"
	"slices"
	"strings"
)

const (
	lastLines = 8
	frames    = 3
)

// Summary gives of a panic its message and the first frames in the service's own code, else the last lines.
func Summary(said string) string {
	said = strings.TrimSpace(clean(said))
	if said == "" {
		return ""
	}
	lines := strings.Split(said, "\n")
	if strings.HasPrefix(said, "SIGQUIT: ") {
		return strings.Join(append([]string{"where it was:"}, ownFrames(first(lines))...), "\n")
	}
	if !strings.HasPrefix(said, "panic: ") && !strings.HasPrefix(said, "fatal error: ") {
		return strings.Join(lines[max(0, len(lines)-lastLines):], "\n")
	}
	message, stack := split(lines)
	return strings.Join(append(message, ownFrames(stack)...), "\n")
}

// first is the stack of the goroutine that runs main, and all `init` before it.
func first(lines []string) []string {
	begin := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "goroutine 1 ") })
	if begin < 0 {
		return nil
	}
	stack := lines[begin+1:]
	if end := slices.Index(stack, ""); end >= 0 {
		stack = stack[:end]
	}
	return stack
}

func split(lines []string) (message, stack []string) {
	for i, line := range lines {
		if strings.HasPrefix(line, "goroutine ") {
			return trimmed(lines[:i]), lines[i+1:]
		}
	}
	return trimmed(lines), nil
}

func trimmed(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return kept[:min(len(kept), lastLines)]
}

// ownFrames takes the pairs `package.function(…)` and `\tfile:line +0x…` that are neither Go's nor a module's, and where all
// are, the first.
func ownFrames(stack []string) []string {
	var own, all []string
	for i := 0; i+1 < len(stack); i++ {
		place, isPlace := strings.CutPrefix(stack[i+1], "\t")
		if !isPlace || strings.HasPrefix(stack[i], "created by ") {
			continue
		}
		place, _, _ = strings.Cut(place, " +0x")
		frame := "\t" + place + " " + function(stack[i])
		all = append(all, frame)
		if !foreign.MatchString(place) {
			own = append(own, frame)
		}
	}
	if len(own) == 0 {
		own = all
	}
	return own[:min(len(own), frames)]
}

// function drops the arguments, which are addresses, and keeps receivers such as `main.(*Store).Open`.
func function(call string) string {
	if i := strings.LastIndexByte(call, '('); i > 0 {
		return call[:i]
	}
	return call
}

// foreign matches the places of Go's own packages and of modules, also in binaries built with -trimpath.
var foreign = regexp.MustCompile(`/pkg/mod/|@v\d|/vendor/|/go(-?\d[-.0-9a-z]*)?/src/[a-z0-9]+/|^[a-z0-9]+(/[a-z0-9]+)*/[a-z0-9_]+\.go:`)

// clean drops control sequences, which could make a terminal do things.
func clean(text string) string {
	text = escapes.ReplaceAllString(text, "")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) {
			return r
		}
		return -1
	}, text)
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(\x07|\x1b\\\\)?")
