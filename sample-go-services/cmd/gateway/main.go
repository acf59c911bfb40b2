// Command gateway is the edge of the shop.
package main

import (
	"os"

	"shop.example/internal/gateway"
	"shop.example/internal/service"
)

func main() {
	os.Exit(service.Main(service.Program{Name: "gateway", Version: "1.0.0", Run: gateway.Run}))
}
