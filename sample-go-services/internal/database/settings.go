// Package database opens Postgres: GORM above, pgx and its pool below, every statement traced.
package database

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"
)

// Settings say where Postgres is and how much of it a service may use.
type Settings struct {
	Host     string `mapstructure:"host"     env:"POSTGRES_HOST"     reload:"no"`
	Port     int    `mapstructure:"port"     env:"POSTGRES_PORT"     reload:"no"`
	User     string `mapstructure:"user"     env:"POSTGRES_USER"     reload:"no"`
	Password string `mapstructure:"password" env:"POSTGRES_PASSWORD" reload:"no" secret:"true"`
	Name     string `mapstructure:"name"     env:"POSTGRES_DB"       reload:"no"`
	// MaxConnections bounds the pool; all services together must stay below Postgres' own limit.
	MaxConnections int `mapstructure:"max_connections" reload:"no"`
	// ConnectTimeout is how long one attempt to connect may take.
	ConnectTimeout time.Duration `mapstructure:"connect_timeout" reload:"no"`
}

// DefaultSettings fit the stack `postgres`, all but the password.
func DefaultSettings() Settings {
	return Settings{
		Host: "postgres", Port: 5432, User: "shop", Name: "shop",
		MaxConnections: 10, ConnectTimeout: 2 * time.Second,
	}
}

// Validate says what is wrong.
func (s Settings) Validate() error {
	var wrong []error
	if s.Host == "" || s.User == "" || s.Name == "" {
		wrong = append(wrong, errors.New("database: host, user and name must be set"))
	}
	if s.Port < 1 || s.Port > 65535 {
		wrong = append(wrong, fmt.Errorf("database.port: %d is no TCP port", s.Port))
	}
	if s.MaxConnections < 1 || s.MaxConnections > 100 {
		wrong = append(wrong, fmt.Errorf("database.max_connections: %d is not between 1 and 100", s.MaxConnections))
	}
	if s.ConnectTimeout <= 0 {
		wrong = append(wrong, errors.New("database.connect_timeout: must be longer than 0s"))
	}
	return errors.Join(wrong...)
}

func (s Settings) url() string {
	address := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(s.User, s.Password),
		Host:     net.JoinHostPort(s.Host, strconv.Itoa(s.Port)),
		Path:     s.Name,
		RawQuery: "sslmode=disable", // the environment's own network; nothing leaves the machine
	}
	return address.String()
}
