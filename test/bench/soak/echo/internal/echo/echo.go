// Package echo answers with what it was sent, and by which source.
package echo

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	"echo.test/internal/edition"
)

const most = 1 << 16

// Main answers on PORT until the process ends.
func Main(own string) {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"edition": own + "/" + edition.Shared, "said": string(body)})
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":"+os.Getenv("PORT"), nil))
	os.Exit(1)
}
