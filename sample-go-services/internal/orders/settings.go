package orders

import (
	"errors"

	"shop.example/internal/database"
	"shop.example/internal/redisstore"
	"shop.example/internal/service"
)

// Settings of orders.
type Settings struct {
	service.Settings `mapstructure:",squash"`
	Database         database.Settings   `mapstructure:"database"`
	Redis            redisstore.Settings `mapstructure:"redis"`
	// Catalog is the address of the catalog's gRPC side, host:port.
	Catalog string `mapstructure:"catalog" env:"CATALOG_ADDRESS" reload:"no"`
	// Stream is where order events go.
	Stream string `mapstructure:"stream" env:"ORDERS_STREAM" reload:"no"`
}

// DefaultSettings fit the stack `app`.
func DefaultSettings() Settings {
	return Settings{
		Settings: service.DefaultSettings(),
		Database: database.DefaultSettings(),
		Redis:    redisstore.DefaultSettings(),
		Catalog:  "catalog:8080",
		Stream:   "orders.events",
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	wrong := []error{s.Settings.Validate(), s.Database.Validate(), s.Redis.Validate()}
	if s.Catalog == "" || s.Stream == "" {
		wrong = append(wrong, errors.New("catalog and stream must be set"))
	}
	return errors.Join(wrong...)
}
