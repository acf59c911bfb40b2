package config_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shop.example/internal/config"
	"shop.example/internal/shoptest"
)

type settings struct {
	Port  int    `mapstructure:"port"  env:"PORT" reload:"no"`
	Token string `mapstructure:"token" secret:"true"`
	Cache cache  `mapstructure:"cache"`
}

type cache struct {
	On  bool          `mapstructure:"on"`
	TTL time.Duration `mapstructure:"ttl"`
}

func (s settings) Validate() error {
	if s.Cache.TTL <= 0 {
		return errors.New("cache.ttl: must be longer than 0s")
	}
	return nil
}

var defaults = settings{Port: 8080, Token: "hush", Cache: cache{On: true, TTL: time.Second}}

func open(t *testing.T, text string) (*config.Live[settings], string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "service.yaml")
	write(t, path, text)
	live, err := config.Open(path, defaults, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return live, path
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSettingsComeFromDefaultsThenFileThenEnvironment(t *testing.T) {
	t.Setenv("CACHE_TTL", "5s")
	live, _ := open(t, "port: 9000\ncache: {ttl: 2s}\n")
	want := settings{Port: 9000, Token: "hush", Cache: cache{On: true, TTL: 5 * time.Second}}
	if got := live.Get(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAMissingFileLeavesTheDefaults(t *testing.T) {
	live, err := config.Open(filepath.Join(t.TempDir(), "none.yaml"), defaults, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if live.Get() != defaults {
		t.Errorf("got %+v", live.Get())
	}
}

func TestAServiceDoesNotStartWithBadSettings(t *testing.T) {
	for name, text := range map[string]string{
		"broken YAML":    "cache: {ttl: 2s",
		"an unknown key": "cache: {tll: 2s}",
		"a wrong type":   "port: many",
		"a bad value":    "cache: {ttl: 0s}",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "service.yaml")
			write(t, path, text)
			if _, err := config.Open(path, defaults, slog.New(slog.DiscardHandler)); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestABadEditKeepsTheLastGoodSettingsAndSaysSo(t *testing.T) {
	live, path := open(t, "cache: {ttl: 2s}")
	for name, text := range map[string]string{
		"broken YAML":    "cache: {ttl: 3s",
		"an unknown key": "cash: {ttl: 3s}",
		"a wrong type":   "cache: {ttl: soon}",
		"a bad value":    "cache: {ttl: -1s}",
	} {
		t.Run(name, func(t *testing.T) {
			write(t, path, text)
			live.Reload(t.Context())
			if got := live.Get().Cache.TTL; got != 2*time.Second {
				t.Errorf("ttl is %s", got)
			}
			if _, status := live.Show(); status.Rejected == "" {
				t.Error("nothing says that the edit was rejected")
			}
		})
	}
	write(t, path, "cache: {ttl: 4s}")
	live.Reload(t.Context())
	if _, status := live.Show(); live.Get().Cache.TTL != 4*time.Second || status.Rejected != "" {
		t.Errorf("a good edit after bad ones is not in force: %+v, %+v", live.Get(), status)
	}
}

func TestWhatNeedsARestartKeepsItsValueAndIsNamed(t *testing.T) {
	live, path := open(t, "port: 9000")
	write(t, path, "port: 9001\ncache: {on: false}")
	live.Reload(t.Context())
	if got := live.Get(); got.Port != 9000 || got.Cache.On {
		t.Errorf("got %+v", got)
	}
	if _, status := live.Show(); strings.Join(status.NeedsRestart, ",") != "port" {
		t.Errorf("needs restart: %v", status.NeedsRestart)
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	live, _ := open(t, "token: very-secret")
	shown, _ := live.Show()
	if shown["token"] != "•••" || shown["cache.ttl"] != "1s" {
		t.Errorf("shown: %v", shown)
	}
}

func TestAnEditByRenameArrivesByItself(t *testing.T) {
	live, path := open(t, "cache: {ttl: 2s}")
	seen := make(chan time.Duration, 10)
	live.OnChange(func(s settings) { seen <- s.Cache.TTL })
	<-seen // the settings at the start
	done := make(chan error, 1)
	go func() { done <- live.Watch(t.Context()) }()
	write(t, path+".new", "cache: {ttl: 7s}")
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	shoptest.Until(t, "the new ttl", func() bool { return live.Get().Cache.TTL == 7*time.Second })
	if ttl := <-seen; ttl != 7*time.Second {
		t.Errorf("the listener saw %s", ttl)
	}
}
