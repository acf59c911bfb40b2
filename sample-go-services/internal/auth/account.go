package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/google/uuid"
)

// Account is a customer who may order.
type Account struct {
	ID        uuid.UUID `gorm:"type:uuid;primaryKey"`
	Name      string
	KeyHash   []byte
	Active    bool
	CreatedAt time.Time
}

// TableName says where GORM finds accounts.
func (Account) TableName() string { return "auth.accounts" }

// Errors of the package.
var (
	ErrUnknown  = errors.New("no such account")
	ErrBadKey   = errors.New("key does not fit the account")
	ErrBadToken = errors.New("token is not valid")
)

// newAccount makes an account and the key that opens it; only the key's hash is kept.
func newAccount(name string, now time.Time) (Account, string) {
	key := rand.Text() + rand.Text() // 2 x 130 random bits
	hash := sha256.Sum256([]byte(key))
	return Account{ID: uuid.New(), Name: name, KeyHash: hash[:], Active: true, CreatedAt: now}, key
}

// opens tells whether key is the account's, in a time that does not depend on how much of it is right.
func (a Account) opens(key string) bool {
	hash := sha256.Sum256([]byte(key))
	return a.Active && subtle.ConstantTimeCompare(hash[:], a.KeyHash) == 1
}
