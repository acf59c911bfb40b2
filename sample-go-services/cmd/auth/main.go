// Command auth knows the shop's customers.
package main

import (
	"os"

	"shop.example/internal/auth"
	"shop.example/internal/service"
)

func main() {
	os.Exit(service.Main(service.Program{Name: "auth", Version: "1.0.0", Run: auth.Run}))
}
