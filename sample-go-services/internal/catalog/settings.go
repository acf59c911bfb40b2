package catalog

import (
	"errors"

	"shop.example/internal/database"
	"shop.example/internal/layered"
	"shop.example/internal/redisstore"
	"shop.example/internal/service"
)

// Settings of the catalog. Those of the cache change while it runs.
type Settings struct {
	service.Settings `mapstructure:",squash"`
	Database         database.Settings   `mapstructure:"database"`
	Redis            redisstore.Settings `mapstructure:"redis"`
	Cache            layered.Settings    `mapstructure:"cache"`
	// Bloom turns ids away that no product has, before any level is asked (against penetration).
	Bloom bool `mapstructure:"bloom"`
	// WarmUp fills the caches before the service says that it is ready.
	WarmUp bool `mapstructure:"warm_up" reload:"no"`
}

// DefaultSettings have every protection on.
func DefaultSettings() Settings {
	return Settings{
		Settings: service.DefaultSettings(),
		Database: database.DefaultSettings(),
		Redis:    redisstore.DefaultSettings(),
		Cache:    layered.DefaultSettings(),
		Bloom:    true,
		WarmUp:   true,
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	return errors.Join(s.Settings.Validate(), s.Database.Validate(), s.Redis.Validate(), s.Cache.Validate())
}
