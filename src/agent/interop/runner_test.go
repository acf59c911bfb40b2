package interop

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	"sim.dev/agent/internal/sockets"
)

func TestGRPCCallsMoveToTheNewBuildAndStreamsStay(t *testing.T) {
	r := startRunner(t)
	r.await("live", 1)
	conn, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", r.port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	must(t, err)
	defer func() { must(t, conn.Close()) }()
	client := grpc_health_v1.NewHealthClient(conn)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	watching, unwatch := context.WithCancel(ctx)
	stream, err := client.Watch(watching, &grpc_health_v1.HealthCheckRequest{})
	must(t, err)
	_, err = stream.Recv()
	must(t, err)

	ended := make(chan error, 1)
	go func() { ended <- callUntil(ctx, client, "2") }()
	r.point(2)
	r.await("live", 2)
	// Not one of the calls that went on all the time has failed.
	must(t, <-ended)
	header, err := stream.Header()
	must(t, err)
	if got := header.Get("version"); len(got) != 1 || got[0] != "1" {
		t.Errorf("the stream is answered by %v, want build 1", got)
	}
	r.await("draining", 1)
	unwatch()
	r.await("drained", 1)
}

// callUntil calls again and again until a version answers.
func callUntil(ctx context.Context, client grpc_health_v1.HealthClient, want string) error {
	for {
		var header metadata.MD
		if _, err := client.Check(ctx, &grpc_health_v1.HealthCheckRequest{}, grpc.Header(&header)); err != nil {
			return err
		}
		if got := header.Get("version"); len(got) == 1 && got[0] == want {
			return nil
		}
	}
}

type runner struct {
	t       *testing.T
	folder  string
	port    int
	command *exec.Cmd
	lines   *bufio.Scanner
}

func startRunner(t *testing.T) *runner {
	t.Helper()
	port, err := sockets.Free()
	must(t, err)
	r := &runner{t: t, folder: t.TempDir(), port: port}
	binary := filepath.Join(t.TempDir(), "runner")
	service := filepath.Join(r.folder, "1", "service")
	for _, args := range [][]string{{binary, "sim.dev/agent/cmd/runner"}, {service, "./testdata/service"}} {
		if text, err := exec.Command("go", "build", "-o", args[0], args[1]).CombinedOutput(); err != nil {
			t.Fatalf("go build %s: %v\n%s", args[1], err, text)
		}
	}
	must(t, os.Mkdir(filepath.Join(r.folder, "2"), 0o755), os.Link(service, filepath.Join(r.folder, "2", "service")))
	r.point(1)
	r.command = exec.Command(binary)
	r.command.Env = append(os.Environ(), "SIM_RUNNER_BUILDS="+r.folder, fmt.Sprintf("SIM_RUNNER_PORT=%d", port))
	output, err := r.command.StdoutPipe()
	must(t, err, r.command.Start())
	r.lines = bufio.NewScanner(output)
	t.Cleanup(func() {
		_ = r.command.Process.Kill()
		_ = r.command.Wait()
	})
	return r
}

func (r *runner) point(build int) {
	r.t.Helper()
	next := filepath.Join(r.folder, "next")
	must(r.t, os.WriteFile(next, fmt.Appendf(nil, `{"build": %d, "binary": "%d/service"}`, build, build), 0o644),
		os.Rename(next, filepath.Join(r.folder, "current")))
	if r.command != nil {
		must(r.t, r.command.Process.Signal(syscall.SIGHUP))
	}
}

func (r *runner) await(state string, build int) {
	r.t.Helper()
	for r.lines.Scan() {
		var line struct {
			State string
			Build int
		}
		if json.Unmarshal(r.lines.Bytes(), &line) == nil && line.State == state && line.Build == build {
			return
		}
	}
	r.t.Fatalf("the runner ended before build %d was %s", build, state)
}
