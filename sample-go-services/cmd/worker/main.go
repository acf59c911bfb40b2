// Command worker tells customers of their orders.
package main

import (
	"os"

	"shop.example/internal/service"
	"shop.example/internal/worker"
)

func main() {
	os.Exit(service.Main(service.Program{Name: "worker", Version: "1.0.0", Run: worker.Run}))
}
