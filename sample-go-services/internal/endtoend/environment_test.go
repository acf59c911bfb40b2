package endtoend

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"shop.example/internal/shoptest"
)

// running is an environment of Sim, driven by the commands that its users have.
type running struct {
	sim        string // the command
	containers map[string]string
	configs    string
}

// openEnvironment finds the shop of a running environment. SHOP_SIM is the command that runs it, SHOP_API its API's socket.
func openEnvironment(t testing.TB) *shop {
	t.Helper()
	sim := os.Getenv("SHOP_SIM")
	r := &running{
		sim:        sim,
		containers: map[string]string{},
		configs:    filepath.Join(filepath.Dir(filepath.Dir(sim)), "stacks/app/config"),
	}
	published := r.look(t)
	where := shoptest.DatabaseSettings(t, "postgres://shop:"+r.secret(t, "postgres", "POSTGRES_PASSWORD")+"@"+published["postgres"].Host+"/shop")
	addresses := map[string]string{"postgres": "postgres:5432", "redis": "redis:6379"}
	for _, name := range append(programs(), "loadgen") {
		addresses[name] = name + ":8080"
	}
	s := &shop{
		premises: r, entrance: published["nginx"].String(), inside: clientInside(t, r.containers["nginx"]), addresses: addresses,
		postgres: commanded{t, r, "postgres"}, redis: commanded{t, r, "redis"},
		database: where, stream: "orders.events", spans: kept{t, os.Getenv("SHOP_API")}, proxied: true,
	}
	s.pauseLoad(t)
	return s
}

// look asks for the services' containers and returns the addresses that they have on this host.
func (r *running) look(t testing.TB) map[string]*url.URL {
	t.Helper()
	var status struct {
		Services []struct {
			Name       string
			URLs       []struct{ URL string }
			Containers []struct{ Name string }
		}
	}
	if err := json.Unmarshal(r.command(t, "status", "--json"), &status); err != nil {
		t.Fatalf("understand the status: %v", err)
	}
	published := map[string]*url.URL{}
	for _, service := range status.Services {
		for _, container := range service.Containers {
			r.containers[service.Name] = container.Name
		}
		for _, given := range service.URLs[:min(1, len(service.URLs))] {
			address, err := url.Parse(given.URL)
			if err != nil {
				t.Fatal(err)
			}
			published[service.Name] = &url.URL{Scheme: address.Scheme, Host: address.Host}
		}
	}
	return published
}

// secret is the value of a variable that is shown to whoever asks for it by name alone.
func (r *running) secret(t testing.TB, service, name string) string {
	t.Helper()
	var status struct {
		Services []struct {
			Name    string
			Secrets []struct{ Name, Value string }
		}
	}
	if err := json.Unmarshal(r.command(t, "status", "--secrets", "--json"), &status); err != nil {
		t.Fatalf("understand the status: %v", err)
	}
	for _, found := range status.Services {
		for _, secret := range found.Secrets {
			if found.Name == service && secret.Name == name {
				return secret.Value
			}
		}
	}
	t.Fatalf("%s has no %s", service, name)
	return ""
}

func (r *running) command(t testing.TB, verb string, args ...string) []byte {
	t.Helper()
	command := exec.Command(r.sim, append([]string{verb, "--name", environment()}, args...)...)
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, output)
	}
	return output
}

func (r *running) kill(t testing.TB, service string) {
	t.Helper()
	if output, err := exec.Command("docker", "kill", "--signal", "KILL", r.containers[service]).CombinedOutput(); err != nil {
		t.Fatalf("kill %s: %v\n%s", service, err, output)
	}
}

func (r *running) start(t testing.TB, service string) {
	t.Helper()
	r.command(t, "start", service)
}

func (r *running) configure(t testing.TB, service, text string) {
	t.Helper()
	file := filepath.Join(r.configs, service+".yaml")
	first := file + ".first"
	if text == "" {
		if err := os.Rename(first, file); err != nil {
			t.Fatal(err)
		}
		return
	}
	if _, err := os.Stat(first); err != nil {
		if err := os.Rename(file, first); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// commanded is a store that is stopped and started by command.
type commanded struct {
	t    testing.TB
	at   *running
	name string
}

func (c commanded) Cut()              { c.at.command(c.t, "stop", c.name) }
func (c commanded) Mend(t testing.TB) { c.at.command(t, "start", c.name) }

// pauseLoad leaves the shop to the test.
func (s *shop) pauseLoad(t testing.TB) {
	t.Helper()
	before, _ := s.operator("loadgen", "/rate").json["perSecond"].(float64)
	set := func(rate float64) {
		header := http.Header{"Content-Type": {"application/json"}}
		body := `{"perSecond": ` + strconv.FormatFloat(rate, 'g', -1, 64) + `}`
		if got := askWith(s.inside, http.MethodPut, "http://"+s.addresses["loadgen"]+"/rate", header, []byte(body)); got.status != http.StatusOK {
			t.Errorf("set the load to %g: %d %s", rate, got.status, got.text)
		}
	}
	set(0)
	t.Cleanup(func() { set(before) })
}
