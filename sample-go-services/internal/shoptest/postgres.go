package shoptest

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"shop.example/internal/database"
)

// Postgres makes an empty database for one test, on the server that SHOP_TEST_POSTGRES names (postgres://user:password@host:port/db),
// and drops it in the end.
func Postgres(t testing.TB) database.Settings {
	t.Helper()
	address := os.Getenv("SHOP_TEST_POSTGRES")
	if address == "" {
		t.Skip("SKIPPED: SHOP_TEST_POSTGRES is not set, so nothing about SQL was tested. " +
			"Set it to postgres://user:password@host:port/db of a server where databases may be made.")
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatalf("understand SHOP_TEST_POSTGRES: %v", err)
	}
	name := "shop_test_" + strings.ToLower(rand.Text()[:12])
	execute(t, config, "CREATE DATABASE "+name)
	t.Cleanup(func() { execute(t, config, "DROP DATABASE "+name+" WITH (FORCE)") })
	settings := DatabaseSettings(t, address)
	settings.Name = name
	return settings
}

// DatabaseSettings are those of postgres://user:password@host:port/db.
func DatabaseSettings(t testing.TB, address string) database.Settings {
	t.Helper()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatalf("understand the address of a database: %v", err)
	}
	settings := database.DefaultSettings()
	settings.Host, settings.Port = config.Host, int(config.Port)
	settings.User, settings.Password, settings.Name = config.User, config.Password, config.Database
	return settings
}

func execute(t testing.TB, config *pgx.ConnConfig, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatalf("connect to SHOP_TEST_POSTGRES: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Database opens an empty database for one test.
func Database(t testing.TB, observed Observed) *database.DB {
	t.Helper()
	return OpenDatabase(t, observed, Postgres(t))
}

// OpenDatabase opens a database for one test.
func OpenDatabase(t testing.TB, observed Observed, settings database.Settings) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), settings, "test", observed.Telemetry)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}
