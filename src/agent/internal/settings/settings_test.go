package settings

import (
	"fmt"
	"strings"
	"testing"
)

func read(env map[string]string) (Settings, error) {
	return Read(func(name string) string { return env[name] })
}

func TestWithoutSettingsTheDefaultsHold(t *testing.T) {
	s, err := read(nil)
	if err != nil {
		t.Fatal(err)
	}
	const want = "{/sim/builds 8080 http /readyz 500 10s 10s 10s 1s 9s terminated }"
	if got := fmt.Sprint(s); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAWorkerNeedsNoPort(t *testing.T) {
	if s, err := read(map[string]string{"SIM_RUNNER_HANDOFF": "restart"}); err != nil || s.Port != 0 {
		t.Errorf("got port %d, %v; want none", s.Port, err)
	}
}

func TestBadSettingsAreNamedWithWhatIsWanted(t *testing.T) {
	for name, value := range map[string]string{
		"SIM_RUNNER_PORT":          "99999",
		"SIM_RUNNER_HANDOFF":       "magic",
		"SIM_RUNNER_READY_PATH":    "readyz",
		"SIM_RUNNER_READY_TIMEOUT": "soon",
		"SIM_RUNNER_READY_BELOW":   "1",
		"SIM_RUNNER_STOP_SIGNAL":   "65",
		"SIM_RUNNER_DRAIN":         "-1s",
	} {
		_, err := read(map[string]string{name: value})
		if err == nil || !strings.Contains(err.Error(), name+`="`+value+`": want `) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}
