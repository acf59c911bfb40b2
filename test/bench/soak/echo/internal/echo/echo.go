// Package echo answers with what it was sent, and by which source.
package echo

import (
	"encoding/json"
	"io"
	"net/http"
	"os"

	"echo.test/internal/edition"
)

const most = 1 << 16

// Serve answers on PORT.
func Serve(own string) error {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"edition": own + "/" + edition.Shared, "said": string(body)})
	})
	return http.ListenAndServe(":"+os.Getenv("PORT"), nil)
}
