// Package jsonbody reads JSON bodies strictly: what is not understood is refused, with words that help.
package jsonbody

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"shop.example/internal/problem"
)

// Read decodes a request's body into value. If it can't, it answers with a problem and returns false.
func Read(w http.ResponseWriter, r *http.Request, value any) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		problem.Write(w, r, http.StatusUnsupportedMediaType, "not-json", "Send JSON, with Content-Type: application/json.")
		return false
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		refuse(w, r, err)
		return false
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		problem.Write(w, r, http.StatusBadRequest, "bad-json", "The body must be one JSON value, with nothing behind it.")
		return false
	}
	return true
}

func refuse(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &tooLarge):
		problem.Write(w, r, http.StatusRequestEntityTooLarge, "body-too-large", "A body may have 64 KiB.")
	case errors.As(err, &wrongType):
		problem.Write(w, r, http.StatusBadRequest, "wrong-type",
			fmt.Sprintf("%q must not be a %s.", wrongType.Field, wrongType.Value))
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		problem.Write(w, r, http.StatusBadRequest, "unknown-field", strings.TrimPrefix(err.Error(), "json: ")+".")
	default:
		problem.Write(w, r, http.StatusBadRequest, "bad-json", "The body is no JSON that can be understood.")
	}
}
