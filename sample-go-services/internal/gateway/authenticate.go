package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"

	"shop.example/internal/problem"
	"shop.example/internal/upstream"
)

// customerHeader tells the services behind the gateway who is asking. A client can't set it: only headers that the
// forwarder picks pass.
const customerHeader = "X-Customer"

// authenticator asks auth whose token a request carries.
type authenticator struct {
	auth    *upstream.Client
	forward forwarder
}

// required lets only requests with a good token through, and says whose it is.
func (a authenticator) required(next func(w http.ResponseWriter, r *http.Request, customer string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("Authorization")
		if token == "" {
			w.Header().Set("WWW-Authenticate", "Bearer")
			problem.Write(w, r, http.StatusUnauthorized, "no-token", "Send Authorization: Bearer and a token of POST /tokens.")
			return
		}
		answer, err := a.auth.Do(r.Context(), upstream.Request{
			Method: http.MethodGet,
			Path:   "/check",
			Route:  "/check",
			Header: http.Header{"Authorization": {token}, "X-Request-Id": r.Header.Values("X-Request-Id")},
		})
		if err != nil {
			a.forward.fail(w, r, err)
			return
		}
		if answer.Status != http.StatusOK {
			a.forward.relay(w, answer)
			return
		}
		customer, err := customerOf(answer)
		if err != nil {
			a.forward.fail(w, r, err)
			return
		}
		next(w, r, customer)
	}
}

func customerOf(answer upstream.Answer) (string, error) {
	var said struct {
		Customer string `json:"customer"`
	}
	if err := json.Unmarshal(answer.Body, &said); err != nil {
		return "", fmt.Errorf("understand the answer of auth: %w", err)
	}
	if said.Customer == "" {
		return "", fmt.Errorf("understand the answer of auth: it names no customer")
	}
	return said.Customer, nil
}
