package control

import (
	"errors"
	"strings"
	"testing"
)

func TestHealthIsAskedAcrossProcesses(t *testing.T) {
	name := Name(t.TempDir())
	if err := Ask(name); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("without a runner: %v", err)
	}
	unready := errors.New("build 7: GET /readyz answered 503")
	states := make(chan error, 2)
	states <- unready
	states <- nil
	closer, err := Serve(name, func() error { return <-states })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = closer.Close() }()
	if err := Ask(name); err == nil || !strings.Contains(err.Error(), unready.Error()) {
		t.Errorf("got %v, want the reason", err)
	}
	if err := Ask(name); err != nil {
		t.Errorf("got %v, want none", err)
	}
}

func TestRunnersOfOtherBuildsHaveOtherNames(t *testing.T) {
	if Name("/sim/builds") == Name("/other/builds") {
		t.Error("they would answer for each other")
	}
}
