package database

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Migrate applies the files of a folder (`0001-products.sql`, ...) that the schema has not seen, in order and each in a
// transaction. An advisory lock makes two instances that start together take turns, so each file runs once.
func (db *DB) Migrate(ctx context.Context, schema string, files fs.FS) error {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(names)
	return db.Pool.AcquireFunc(untraced(ctx), func(conn *pgxpool.Conn) error {
		if done, err := applied(ctx, conn, schema); err == nil && len(done) >= len(names) {
			return nil // the usual case, on every hot rebuild: one query and no lock
		}
		return locked(ctx, conn, schema, func() error {
			if err := prepare(ctx, conn, schema); err != nil {
				return err
			}
			done, err := applied(ctx, conn, schema)
			if err != nil {
				return err
			}
			for _, name := range names {
				if slices.Contains(done, name) {
					continue
				}
				if err := apply(ctx, conn, schema, files, name); err != nil {
					return fmt.Errorf("migrate %s with %s: %w", schema, name, err)
				}
			}
			return nil
		})
	})
}

func locked(ctx context.Context, conn *pgxpool.Conn, schema string, work func() error) error {
	key := fnv.New32a()
	_, _ = key.Write([]byte("migrate " + schema)) // never fails
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(key.Sum32())); err != nil {
		return fmt.Errorf("wait for the right to migrate %s: %w", schema, err)
	}
	defer func() {
		release, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		// A connection that fails here is closed by the pool, which releases the lock too.
		_, _ = conn.Exec(release, "SELECT pg_advisory_unlock($1)", int64(key.Sum32()))
	}()
	return work()
}

func prepare(ctx context.Context, conn *pgxpool.Conn, schema string) error {
	name := pgx.Identifier{schema}.Sanitize()
	_, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+name)
	if err != nil {
		return fmt.Errorf("create schema %s: %w", schema, err)
	}
	_, err = conn.Exec(ctx, "CREATE TABLE IF NOT EXISTS "+pgx.Identifier{schema, "migrations"}.Sanitize()+
		" (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())")
	if err != nil {
		return fmt.Errorf("create the list of migrations of %s: %w", schema, err)
	}
	return nil
}

func applied(ctx context.Context, conn *pgxpool.Conn, schema string) ([]string, error) {
	rows, err := conn.Query(ctx, "SELECT name FROM "+pgx.Identifier{schema, "migrations"}.Sanitize())
	if err != nil {
		return nil, fmt.Errorf("list applied migrations of %s: %w", schema, err)
	}
	done, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list applied migrations of %s: %w", schema, err)
	}
	return done, nil
}

func apply(ctx context.Context, conn *pgxpool.Conn, schema string, files fs.FS, name string) error {
	statements, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, string(statements), pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO "+pgx.Identifier{schema, "migrations"}.Sanitize()+" (name) VALUES ($1)", name)
		return err
	})
}
