// Command catalog is the shop's list of products.
package main

import (
	"os"

	"shop.example/internal/catalog"
	"shop.example/internal/service"
)

func main() {
	os.Exit(service.Main(service.Program{Name: "catalog", Version: "1.0.0", Run: catalog.Run}))
}
