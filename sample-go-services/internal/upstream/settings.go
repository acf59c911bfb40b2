// Package upstream calls another service: time-outs, retries within a budget, and a breaker that stops calling what is down.
package upstream

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Settings of calls to one service. All but the address take effect at once.
type Settings struct {
	URL string `mapstructure:"url" reload:"no"`
	// Timeout bounds one try, Attempts how many there may be.
	Timeout  time.Duration `mapstructure:"timeout"`
	Attempts int           `mapstructure:"attempts"`
	// RetryBudget is the share of requests that may be tried again: retries must not multiply an overload.
	RetryBudget float64 `mapstructure:"retry_budget"`
	// Breaker switches the circuit breaker on.
	Breaker bool `mapstructure:"breaker"`
}

// DefaultSettings fit a service of the shop.
func DefaultSettings(address string) Settings {
	return Settings{URL: address, Timeout: 2 * time.Second, Attempts: 3, RetryBudget: 0.1, Breaker: true}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	var wrong []error
	if address, err := url.Parse(s.URL); err != nil || address.Host == "" || address.Scheme != "http" {
		wrong = append(wrong, fmt.Errorf("url: %q is no http address", s.URL))
	}
	if s.Timeout <= 0 {
		wrong = append(wrong, errors.New("timeout: must be longer than 0s"))
	}
	if s.Attempts < 1 || s.Attempts > 10 {
		wrong = append(wrong, fmt.Errorf("attempts: %d is not between 1 and 10", s.Attempts))
	}
	if s.RetryBudget < 0 || s.RetryBudget > 1 {
		wrong = append(wrong, fmt.Errorf("retry_budget: %g is not between 0 and 1", s.RetryBudget))
	}
	return errors.Join(wrong...)
}
