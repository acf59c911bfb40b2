package gateway

import (
	"errors"
	"fmt"

	"shop.example/internal/service"
	"shop.example/internal/upstream"
)

// Settings of the gateway. Time-outs, retries and breakers change while it runs.
type Settings struct {
	service.Settings `mapstructure:",squash"`
	Catalog          upstream.Settings `mapstructure:"catalog"`
	Auth             upstream.Settings `mapstructure:"auth"`
	Orders           upstream.Settings `mapstructure:"orders"`
}

// DefaultSettings fit the stack `app`.
func DefaultSettings() Settings {
	return Settings{
		Settings: service.DefaultSettings(),
		Catalog:  upstream.DefaultSettings("http://catalog:8080"),
		Auth:     upstream.DefaultSettings("http://auth:8080"),
		Orders:   upstream.DefaultSettings("http://orders:8080"),
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	wrong := []error{s.Settings.Validate()}
	for name, settings := range map[string]upstream.Settings{
		"catalog": s.Catalog, "auth": s.Auth, "orders": s.Orders,
	} {
		if err := settings.Validate(); err != nil {
			wrong = append(wrong, fmt.Errorf("%s.%w", name, err))
		}
	}
	return errors.Join(wrong...)
}
