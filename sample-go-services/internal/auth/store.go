package auth

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"shop.example/internal/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store keeps accounts in Postgres.
type Store struct {
	db *database.DB
}

// NewStore makes a store over an open database.
func NewStore(db *database.DB) *Store { return &Store{db: db} }

// Migrate brings the schema up to date.
func (s *Store) Migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open auth's migrations: %w", err)
	}
	return s.db.Migrate(ctx, "auth", files)
}

// Add keeps a new account.
func (s *Store) Add(ctx context.Context, account Account) error {
	if err := s.db.WithContext(ctx).Create(&account).Error; err != nil {
		return fmt.Errorf("add an account: %w", err)
	}
	return nil
}

// Find reads an account; ErrUnknown where there is none.
func (s *Store) Find(ctx context.Context, id uuid.UUID) (Account, error) {
	var account Account
	err := s.db.WithContext(ctx).Take(&account, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Account{}, ErrUnknown
	}
	if err != nil {
		return Account{}, fmt.Errorf("read account %s: %w", id, err)
	}
	return account, nil
}
