package database

import (
	"context"
	"fmt"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"shop.example/internal/telemetry"
)

// DB is an open database.
type DB struct {
	*gorm.DB
	Pool *pgxpool.Pool
}

// Open prepares the pool; it connects when first used, so a database that is away is no error yet.
//
// The statements are traced at pgx rather than by GORM's plugin: that one links the drivers of ClickHouse and MySQL into
// every service, and pgx also sees transactions and the wait for a free connection.
func Open(ctx context.Context, settings Settings, name string, t *telemetry.Telemetry) (*DB, error) {
	pool, err := pgxpool.ParseConfig(settings.url())
	if err != nil {
		return nil, fmt.Errorf("understand the database's settings: %w", err)
	}
	pool.MaxConns = int32(settings.MaxConnections) // validated: at most 100
	pool.MinConns = 1
	pool.ConnConfig.ConnectTimeout = settings.ConnectTimeout
	pool.ConnConfig.RuntimeParams["application_name"] = name
	pool.ConnConfig.Tracer = queriesOnly{otelpgx.NewTracer(
		otelpgx.WithTracerProvider(childrenOnly{t.Tracers}),
		otelpgx.WithMeterProvider(t.Meters),
		otelpgx.WithMetricOperationName(otelpgx.SQLOperationName),
	)}
	connections, err := pgxpool.NewWithConfig(ctx, pool)
	if err != nil {
		return nil, fmt.Errorf("prepare connections to Postgres: %w", err)
	}
	if err := otelpgx.RecordStats(connections, otelpgx.WithStatsMeterProvider(t.Meters)); err != nil {
		connections.Close()
		return nil, fmt.Errorf("measure connections to Postgres: %w", err)
	}
	db, err := gorm.Open(
		postgres.New(postgres.Config{Conn: stdlib.OpenDBFromPool(connections)}),
		&gorm.Config{
			// pgx prepares and caches statements itself, and a single statement needs no transaction around it.
			SkipDefaultTransaction: true,
			DisableAutomaticPing:   true,
			Logger:                 logger.Discard, // errors are returned and traced
		},
	)
	if err != nil {
		connections.Close()
		return nil, fmt.Errorf("open GORM: %w", err)
	}
	return &DB{DB: db, Pool: connections}, nil
}

// Close gives the connections back.
func (db *DB) Close() { db.Pool.Close() }

// Probe says whether Postgres answers. It makes no span: health is asked all the time.
func (db *DB) Probe(ctx context.Context) error {
	if err := db.Pool.Ping(untraced(ctx)); err != nil {
		return fmt.Errorf("ping Postgres: %w", err)
	}
	return nil
}
