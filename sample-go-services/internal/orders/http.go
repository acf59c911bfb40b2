package orders

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"shop.example/internal/database"
	"shop.example/internal/httpserver"
	"shop.example/internal/jsonbody"
	"shop.example/internal/problem"
)

// CustomerHeader is how the gateway tells who is asking. Orders trusts it: nobody else can reach this service.
const CustomerHeader = "X-Customer"

// API takes orders over HTTP.
type API struct {
	desk  *Desk
	store *Store
	log   *slog.Logger
}

// Routes adds the API's routes.
func (a *API) Routes(router *httpserver.Router) {
	router.Handle("POST /orders", a.place)
	router.Handle("GET /orders/{id}", a.find)
}

func (a *API) place(w http.ResponseWriter, r *http.Request) {
	customer, err := uuid.Parse(r.Header.Get(CustomerHeader))
	if err != nil {
		problem.Write(w, r, http.StatusUnauthorized, "no-customer", "Orders are placed through the gateway, with a token.")
		return
	}
	key := r.Header.Get("Idempotency-Key")
	if !validKey(key) {
		problem.Write(w, r, http.StatusBadRequest, "bad-idempotency-key",
			"Send an Idempotency-Key of 1 to 100 visible characters; the same one again is the same order.")
		return
	}
	var wish Wish
	if !jsonbody.Read(w, r, &wish) {
		return
	}
	if err := wish.Validate(); err != nil {
		problem.Write(w, r, http.StatusBadRequest, "bad-order", err.Error()+".")
		return
	}
	order, repeated, err := a.desk.Take(r.Context(), customer, key, wish)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	w.Header().Set("Location", "/orders/"+order.ID.String())
	if repeated {
		w.Header().Set("Idempotent-Replayed", "true")
	} else {
		a.log.InfoContext(r.Context(), "order placed", "order", order.ID, "totalCents", order.TotalCents)
	}
	jsonbody.Write(w, http.StatusCreated, order)
}

func (a *API) find(w http.ResponseWriter, r *http.Request) {
	customer, err := uuid.Parse(r.Header.Get(CustomerHeader))
	if err != nil {
		problem.Write(w, r, http.StatusUnauthorized, "no-customer", "Orders are read through the gateway, with a token.")
		return
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		a.fail(w, r, ErrUnknown)
		return
	}
	order, err := a.store.Find(r.Context(), customer, id)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	jsonbody.Write(w, http.StatusOK, order)
}

func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, ErrUnknown):
		problem.Write(w, r, http.StatusNotFound, "unknown-order", "There is no such order of yours.")
	case errors.Is(err, ErrUnknownProduct):
		problem.Write(w, r, http.StatusUnprocessableEntity, "unknown-product", "One of the products does not exist.")
	case errors.Is(err, ErrOutOfStock):
		problem.Write(w, r, http.StatusConflict, "out-of-stock", "There is not enough of one of the products.")
	case errors.Is(err, ErrKeyReused):
		problem.Write(w, r, http.StatusUnprocessableEntity, "key-reused", "This Idempotency-Key was used for another order: take a new one.")
	case r.Context().Err() != nil:
		problem.Write(w, r, problem.StatusClientGone, "client-gone", "The caller went away.")
	case database.Away(err):
		a.log.WarnContext(r.Context(), "Postgres can't be reached", "error", err)
		problem.Unavailable(w, r, time.Second, "database-away",
			"Orders can't be taken for a moment. Send the same Idempotency-Key again.")
	case catalogAway(err):
		a.log.WarnContext(r.Context(), "the catalog can't be reached", "error", err)
		problem.Unavailable(w, r, time.Second, "catalog-away",
			"Prices can't be had for a moment. Send the same Idempotency-Key again.")
	default:
		a.log.ErrorContext(r.Context(), "request failed", "error", err)
		problem.Write(w, r, http.StatusInternalServerError, "internal", "Orders made a mistake; its log says more.")
	}
}

func catalogAway(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted:
		return true
	default:
		return false
	}
}
