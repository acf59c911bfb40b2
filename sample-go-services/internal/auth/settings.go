package auth

import (
	"errors"
	"fmt"
	"time"

	"shop.example/internal/database"
	"shop.example/internal/service"
)

// The ways to look an account up.
const (
	// LookupMutex is the case to find: one lock around every lookup, held while Postgres answers.
	LookupMutex = "mutex"
	// LookupSharded is its cure: accounts in memory, split over many locks that nobody holds for long.
	LookupSharded = "sharded"
)

// Settings of auth. How accounts are looked up changes while it runs.
type Settings struct {
	service.Settings `mapstructure:",squash"`
	Database         database.Settings `mapstructure:"database"`
	// SigningKey signs tokens; whoever has it can make them.
	SigningKey string        `mapstructure:"signing_key" env:"AUTH_SIGNING_KEY" reload:"no" secret:"true"`
	TokenTTL   time.Duration `mapstructure:"token_ttl"`
	Lookup     string        `mapstructure:"lookup"`
	// AccountTTL is how long an account is remembered; a deactivated one works on for as long.
	AccountTTL time.Duration `mapstructure:"account_ttl"`
}

// DefaultSettings fit the stack `app`, all but the key.
func DefaultSettings() Settings {
	return Settings{
		Settings:   service.DefaultSettings(),
		Database:   database.DefaultSettings(),
		TokenTTL:   10 * time.Minute,
		Lookup:     LookupSharded,
		AccountTTL: 5 * time.Second,
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	wrong := []error{s.Settings.Validate(), s.Database.Validate()}
	if len(s.SigningKey) < 16 {
		wrong = append(wrong, errors.New("signing_key: set AUTH_SIGNING_KEY to 16 characters or more"))
	}
	if s.TokenTTL < time.Second {
		wrong = append(wrong, errors.New("token_ttl: must be 1s or longer"))
	}
	if s.AccountTTL < 0 {
		wrong = append(wrong, errors.New("account_ttl: must not be negative"))
	}
	if s.Lookup != LookupMutex && s.Lookup != LookupSharded {
		wrong = append(wrong, fmt.Errorf("lookup: %q is neither %s nor %s", s.Lookup, LookupMutex, LookupSharded))
	}
	return errors.Join(wrong...)
}
