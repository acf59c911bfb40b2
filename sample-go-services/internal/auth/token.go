package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Signer makes tokens and checks them: a claim and its HMAC, so that no token needs to be stored.
type Signer struct {
	key []byte
}

// NewSigner makes a signer with a secret key.
func NewSigner(key string) Signer { return Signer{key: []byte(key)} }

// claim is what a token says.
type claim struct {
	Customer uuid.UUID `json:"sub"`
	Expires  int64     `json:"exp"` // Unix seconds
}

// Sign makes a token for a customer.
func (s Signer) Sign(customer uuid.UUID, expires time.Time) (string, error) {
	text, err := json.Marshal(claim{Customer: customer, Expires: expires.Unix()})
	if err != nil {
		return "", fmt.Errorf("encode a token: %w", err)
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	return body + "." + base64.RawURLEncoding.EncodeToString(s.sum(body)), nil
}

// Customer reads a token; ErrBadToken if it is not ours, was changed, or is too old.
func (s Signer) Customer(token string, now time.Time) (uuid.UUID, error) {
	body, signature, found := strings.Cut(token, ".")
	sum, err := base64.RawURLEncoding.DecodeString(signature)
	if !found || err != nil || !hmac.Equal(sum, s.sum(body)) {
		return uuid.Nil, ErrBadToken
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return uuid.Nil, ErrBadToken
	}
	var said claim
	if err := json.Unmarshal(text, &said); err != nil || now.Unix() >= said.Expires {
		return uuid.Nil, ErrBadToken
	}
	return said.Customer, nil
}

func (s Signer) sum(body string) []byte {
	mac := hmac.New(sha256.New, s.key)
	_, _ = mac.Write([]byte(body)) // never fails
	return mac.Sum(nil)
}
