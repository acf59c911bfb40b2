// Command orders takes the shop's orders.
package main

import (
	"os"

	"shop.example/internal/orders"
	"shop.example/internal/service"
)

func main() {
	os.Exit(service.Main(service.Program{Name: "orders", Version: "1.0.0", Run: orders.Run}))
}
