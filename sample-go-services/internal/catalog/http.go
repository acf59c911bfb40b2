package catalog

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"shop.example/internal/database"
	"shop.example/internal/httpserver"
	"shop.example/internal/jsonbody"
	"shop.example/internal/problem"
)

const (
	defaultPage = 20
	maxPage     = 100
)

// API serves a catalog over HTTP.
type API struct {
	catalog *Catalog
	log     *slog.Logger
}

// NewAPI makes the HTTP side of a catalog.
func NewAPI(catalog *Catalog, log *slog.Logger) *API { return &API{catalog: catalog, log: log} }

// Routes adds the API's routes.
func (a *API) Routes(router *httpserver.Router) {
	router.Handle("GET /products", a.list)
	router.Handle("GET /products/{id}", a.one)
}

func (a *API) one(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		problem.Write(w, r, http.StatusBadRequest, "bad-id", "A product's id is a whole number from 1.")
		return
	}
	product, err := a.catalog.Product(r.Context(), id)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	jsonbody.Write(w, http.StatusOK, product)
}

func (a *API) list(w http.ResponseWriter, r *http.Request) {
	after, okAfter := wholeNumber(r, "after", 0)
	limit, okLimit := wholeNumber(r, "limit", defaultPage)
	if !okAfter || !okLimit || after < 0 || limit < 1 || limit > maxPage {
		problem.Write(w, r, http.StatusBadRequest, "bad-page", "`after` is a product's id or 0, `limit` a number from 1 to 100.")
		return
	}
	products, err := a.catalog.Products(r.Context(), after, int(limit))
	if err != nil {
		a.fail(w, r, err)
		return
	}
	jsonbody.Write(w, http.StatusOK, page{Products: products})
}

// page is one page of the list; the next begins behind its last id.
type page struct {
	Products []Product `json:"products"`
}

func wholeNumber(r *http.Request, name string, missing int64) (int64, bool) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return missing, true
	}
	number, err := strconv.ParseInt(text, 10, 64)
	return number, err == nil
}

func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, ErrUnknown):
		problem.Write(w, r, http.StatusNotFound, "unknown-product", "There is no such product.")
	case r.Context().Err() != nil:
		// The caller hung up; the answer is for the span and the log alone.
		problem.Write(w, r, problem.StatusClientGone, "client-gone", "The caller went away.")
	case database.Away(err):
		a.log.WarnContext(r.Context(), "Postgres can't be reached", "error", err)
		problem.Unavailable(w, r, time.Second, "database-away", "The catalog can't reach its database; what is cached is still served.")
	default:
		a.log.ErrorContext(r.Context(), "request failed", "error", err)
		problem.Write(w, r, http.StatusInternalServerError, "internal", "The catalog made a mistake; its log says more.")
	}
}
