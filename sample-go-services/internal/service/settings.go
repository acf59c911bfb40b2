package service

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"shop.example/internal/httpserver"
)

// Settings are those that every service has; embed them with `mapstructure:",squash"`.
type Settings struct {
	Port     int           `mapstructure:"port"      env:"PORT"      reload:"no"`
	Drain    time.Duration `mapstructure:"drain"     env:"DRAIN"     reload:"no"`
	LogLevel string        `mapstructure:"log_level" env:"LOG_LEVEL"`
}

// DefaultSettings listen on 8080 and log from info upwards.
func DefaultSettings() Settings {
	return Settings{Port: 8080, Drain: 8 * time.Second, LogLevel: "info"}
}

// Base returns the settings themselves, through whatever embeds them.
func (s Settings) Base() Settings { return s }

// Validate says what is wrong.
func (s Settings) Validate() error {
	var wrong []error
	if s.Port < 1 || s.Port > 65535 {
		wrong = append(wrong, fmt.Errorf("port: %d is no TCP port", s.Port))
	}
	if s.Drain <= 0 {
		wrong = append(wrong, errors.New("drain: must be longer than 0s"))
	}
	if _, err := s.level(); err != nil {
		wrong = append(wrong, fmt.Errorf("log_level: %q is none of debug, info, warn, error", s.LogLevel))
	}
	return errors.Join(wrong...)
}

func (s Settings) level() (slog.Level, error) {
	var level slog.Level
	err := level.UnmarshalText([]byte(s.LogLevel))
	return level, err
}

func (s Settings) server() httpserver.Settings {
	return httpserver.Settings{Port: s.Port, Drain: s.Drain}
}
