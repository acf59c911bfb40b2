package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestATokenNamesItsCustomerUntilItExpires(t *testing.T) {
	signer, now, customer := NewSigner("a key of the test"), time.Now(), uuid.New()
	token, err := signer.Sign(customer, now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := signer.Customer(token, now); err != nil || got != customer {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := signer.Customer(token, now.Add(time.Minute)); !errors.Is(err, ErrBadToken) {
		t.Errorf("too old: %v", err)
	}
}

func FuzzATokenThatWasNotSignedIsRefused(f *testing.F) {
	signer := NewSigner("a key of the test")
	good, err := signer.Sign(uuid.New(), time.Now().Add(time.Hour))
	if err != nil {
		f.Fatal(err)
	}
	body, signature, _ := strings.Cut(good, ".")
	other, err := NewSigner("another key").Sign(uuid.New(), time.Now().Add(time.Hour))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", ".", body, body + ".", "." + signature, body + "." + signature + "A", other, good + ".", "eyJ9." + signature} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if token == good {
			return
		}
		if _, err := signer.Customer(token, time.Now()); !errors.Is(err, ErrBadToken) {
			t.Errorf("%q: %v", token, err)
		}
	})
}
