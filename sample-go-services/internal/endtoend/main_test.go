// Package endtoend looks at the whole shop as its users do: built and run on this host over real Postgres and Redis, or behind
// Nginx in a running environment of Sim, where SHOP_ENVIRONMENT names one.
package endtoend

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// programs are the services of the shop.
func programs() []string { return []string{"gateway", "auth", "catalog", "orders", "worker"} }

// binaries is the variable that tells tests where the services' binaries are.
const binaries = "SHOP_TEST_BINARIES"

// TestMain builds the services once. Built plainly even under the race detector: their packages' own tests look for races,
// and here ten thousand requests have to be answered.
func TestMain(m *testing.M) {
	if environment() != "" {
		os.Exit(m.Run())
	}
	os.Exit(withBinaries(m.Run))
}

// environment is the name of the environment of Sim whose shop is tested; empty where tests start their own.
func environment() string { return os.Getenv("SHOP_ENVIRONMENT") }

func withBinaries(run func() int) int {
	folder, err := os.MkdirTemp("", "shop-binaries-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	build := exec.Command("go", "build", "-o", folder+string(os.PathSeparator))
	for _, name := range programs() {
		build.Args = append(build.Args, "shop.example/cmd/"+name)
	}
	if output, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the services: %v\n%s", err, output)
		return 1
	}
	if err := os.Setenv(binaries, folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return run()
}
