package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// placed puts the runner where an image would have the service's binary.
func placed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app")
	must(t, os.Link(binaries.runner, path))
	return path
}

func TestAScriptOfTheImageRunsTheBuildInTheBinarysPlace(t *testing.T) {
	t.Parallel()
	app := placed(t)
	r := newRig(t, "SIM_RUNNER_PLACE="+app)
	r.publish(1, behaviour{Version: "build 1"})
	r.run("sh", "-c", "exec "+app)
	r.await("live", 1)
	r.answers("build 1")
	r.publish(2, behaviour{Version: "build 2"})
	r.await("live", 2)
	r.answers("build 2")
}

func TestTheBinaryOfTheImageIsTheBuildItself(t *testing.T) {
	t.Parallel()
	app := placed(t)
	r := newRig(t, "SIM_RUNNER_PLACE="+app)
	r.publish(1, behaviour{Version: "build 1"})
	r.run(app)
	r.await("live", 1)
	r.answers("build 1")
}

func TestABuildIsEndedByTheSignalThatItsImageNames(t *testing.T) {
	t.Parallel()
	r := newRig(t, "SIM_RUNNER_STOP_SIGNAL=2")
	// It knows SIGTERM alone, so SIGINT ends it as it ends any program.
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	r.signal(syscall.SIGTERM)
	if code := r.exitCode(); code != 128+int(syscall.SIGINT) {
		t.Errorf("exit code %d, want 130", code)
	}
}

func TestADeclaredHealthCheckIsAskedAfterTheRunnersOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.health("run", "true"); err == nil {
		t.Error("healthy before anything runs")
	}
	r.publish(1, behaviour{Version: "one"})
	r.run()
	r.await("live", 1)
	must(t, r.health("run", "true"))
	if err := r.health("run", "sh", "-c", "exit 3"); err == nil {
		t.Error("healthy, though what is declared fails")
	}
}
