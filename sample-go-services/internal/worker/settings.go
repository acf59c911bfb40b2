package worker

import (
	"errors"
	"time"

	"shop.example/internal/database"
	"shop.example/internal/redisstore"
	"shop.example/internal/service"
)

// Settings of the worker.
type Settings struct {
	service.Settings `mapstructure:",squash"`
	Database         database.Settings   `mapstructure:"database"`
	Redis            redisstore.Settings `mapstructure:"redis"`
	// Stream is where order events come from, Group shares them among workers.
	Stream string `mapstructure:"stream" env:"ORDERS_STREAM" reload:"no"`
	Group  string `mapstructure:"group" reload:"no"`
	// Concurrency is how many events are worked on at once, Attempts how often one that goes wrong is tried.
	Concurrency int `mapstructure:"concurrency" reload:"no"`
	Attempts    int `mapstructure:"attempts" reload:"no"`
	// Abandoned is how long an event may lie with a worker that does not finish it.
	Abandoned time.Duration `mapstructure:"abandoned" reload:"no"`
}

// DefaultSettings fit the stack `app`.
func DefaultSettings() Settings {
	return Settings{
		Settings:    service.DefaultSettings(),
		Database:    database.DefaultSettings(),
		Redis:       redisstore.DefaultSettings(),
		Stream:      "orders.events",
		Group:       "notifications",
		Concurrency: 4,
		Attempts:    5,
		Abandoned:   15 * time.Second,
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	wrong := []error{s.Settings.Validate(), s.Database.Validate(), s.Redis.Validate()}
	if s.Stream == "" || s.Group == "" {
		wrong = append(wrong, errors.New("stream and group must be set"))
	}
	if s.Concurrency < 1 || s.Concurrency > 100 || s.Attempts < 1 || s.Attempts > 100 {
		wrong = append(wrong, errors.New("concurrency and attempts must be between 1 and 100"))
	}
	if s.Abandoned < time.Second {
		wrong = append(wrong, errors.New("abandoned: must be 1s or longer"))
	}
	return errors.Join(wrong...)
}
