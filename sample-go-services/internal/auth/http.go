package auth

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"shop.example/internal/database"
	"shop.example/internal/httpserver"
	"shop.example/internal/jsonbody"
	"shop.example/internal/problem"
)

// API issues and checks tokens over HTTP.
type API struct {
	store    *Store
	accounts Finder
	signer   Signer
	settings func() Settings
	log      *slog.Logger
}

// Routes adds the API's routes. `GET /check` is for other services and does not pass the gateway.
func (a *API) Routes(router *httpserver.Router) {
	router.Handle("POST /accounts", a.register)
	router.Handle("POST /tokens", a.login)
	router.Handle("GET /check", a.check)
}

// registration is the body of POST /accounts.
type registration struct {
	Name string `json:"name"`
}

func (a *API) register(w http.ResponseWriter, r *http.Request) {
	var wanted registration
	if !jsonbody.Read(w, r, &wanted) {
		return
	}
	name := strings.TrimSpace(wanted.Name)
	if name == "" || len(name) > 100 || strings.ContainsFunc(name, unicode.IsControl) {
		problem.Write(w, r, http.StatusBadRequest, "bad-name", "`name` must have 1 to 100 bytes of printable text.")
		return
	}
	account, key := newAccount(name, time.Now())
	if err := a.store.Add(r.Context(), account); err != nil {
		a.fail(w, r, err)
		return
	}
	a.log.InfoContext(r.Context(), "account added", "customer", account.ID)
	jsonbody.Write(w, http.StatusCreated, map[string]any{"customer": account.ID, "key": key})
}

// credentials are the body of POST /tokens.
type credentials struct {
	Customer string `json:"customer"`
	Key      string `json:"key"`
}

func (a *API) login(w http.ResponseWriter, r *http.Request) {
	var given credentials
	if !jsonbody.Read(w, r, &given) {
		return
	}
	customer, err := uuid.Parse(given.Customer)
	if err != nil {
		problem.Write(w, r, http.StatusUnauthorized, "bad-credentials", "Customer and key do not fit together.")
		return
	}
	account, err := a.accounts.Find(r.Context(), customer)
	if err == nil && !account.opens(given.Key) {
		err = ErrBadKey
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	expires := time.Now().Add(a.settings().TokenTTL)
	token, err := a.signer.Sign(account.ID, expires)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	jsonbody.Write(w, http.StatusOK, map[string]any{"token": token, "expiresAt": expires.UTC().Truncate(time.Second)})
}

func (a *API) check(w http.ResponseWriter, r *http.Request) {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		a.fail(w, r, ErrBadToken)
		return
	}
	customer, err := a.signer.Customer(token, time.Now())
	if err != nil {
		a.fail(w, r, err)
		return
	}
	account, err := a.accounts.Find(r.Context(), customer)
	if err == nil && !account.Active {
		err = ErrUnknown
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	jsonbody.Write(w, http.StatusOK, map[string]any{"customer": account.ID})
}

func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, ErrUnknown), errors.Is(err, ErrBadKey):
		// The same words for both: who asks must not learn which accounts exist.
		problem.Write(w, r, http.StatusUnauthorized, "bad-credentials", "Customer and key do not fit together.")
	case errors.Is(err, ErrBadToken):
		w.Header().Set("WWW-Authenticate", "Bearer")
		problem.Write(w, r, http.StatusUnauthorized, "bad-token", "The token is missing, not ours, or too old: get one with POST /tokens.")
	case r.Context().Err() != nil:
		problem.Write(w, r, problem.StatusClientGone, "client-gone", "The caller went away.")
	case database.Away(err):
		a.log.WarnContext(r.Context(), "Postgres can't be reached", "error", err)
		problem.Unavailable(w, r, time.Second, "database-away", "Auth can't reach its database.")
	default:
		a.log.ErrorContext(r.Context(), "request failed", "error", err)
		problem.Write(w, r, http.StatusInternalServerError, "internal", "Auth made a mistake; its log says more.")
	}
}
