package loadgen

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"shop.example/internal/service"
)

// maxRate bounds what can be asked for, in requests per second.
const maxRate = 5000

// Settings of the load. All but the target change while it runs.
type Settings struct {
	service.Settings `mapstructure:",squash"`
	Target           string `mapstructure:"target" env:"LOAD_TARGET" reload:"no"`
	// Rate is how many requests begin per second, whether or not earlier ones were answered.
	Rate    float64       `mapstructure:"rate" env:"LOAD_RATE"`
	Timeout time.Duration `mapstructure:"timeout"`
	// MaxInFlight bounds open requests; what would be more is counted as skipped, never silently left out.
	MaxInFlight int `mapstructure:"max_in_flight"`
	// Customers is how many different ones log in and order.
	Customers int `mapstructure:"customers" reload:"no"`
	Mix       Mix `mapstructure:"mix"`
}

// Mix is how often each kind of request comes, as weights.
type Mix struct {
	List int `mapstructure:"list"`
	View int `mapstructure:"view"`
	// Login gets a new token, Order buys something.
	Login int `mapstructure:"login"`
	Order int `mapstructure:"order"`
	// Unknown asks for ids that no product has.
	Unknown int `mapstructure:"unknown"`
}

// DefaultSettings make a picture that lives without warming the machine.
func DefaultSettings() Settings {
	return Settings{
		Settings:    service.DefaultSettings(),
		Target:      "http://nginx:8080",
		Rate:        5,
		Timeout:     5 * time.Second,
		MaxInFlight: 1000,
		Customers:   20,
		Mix:         Mix{List: 20, View: 60, Login: 5, Order: 15},
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	wrong := []error{s.Settings.Validate()}
	if target, err := url.Parse(s.Target); err != nil || target.Host == "" {
		wrong = append(wrong, fmt.Errorf("target: %q is no http address", s.Target))
	}
	if err := validRate(s.Rate); err != nil {
		wrong = append(wrong, err)
	}
	if s.Timeout <= 0 {
		wrong = append(wrong, errors.New("timeout: must be longer than 0s"))
	}
	if s.MaxInFlight < 1 || s.MaxInFlight > 10_000 {
		wrong = append(wrong, fmt.Errorf("max_in_flight: %d is not between 1 and 10000", s.MaxInFlight))
	}
	if s.Customers < 1 || s.Customers > 1000 {
		wrong = append(wrong, fmt.Errorf("customers: %d is not between 1 and 1000", s.Customers))
	}
	if s.Mix.lowest() < 0 || s.Mix.total() == 0 {
		wrong = append(wrong, errors.New("mix: weights must not be negative, and one must be more than 0"))
	}
	return errors.Join(wrong...)
}

func validRate(rate float64) error {
	if !(rate >= 0 && rate <= maxRate) { // so, NaN is caught too
		return fmt.Errorf("rate: %g is not between 0 and %d requests per second", rate, maxRate)
	}
	return nil
}
