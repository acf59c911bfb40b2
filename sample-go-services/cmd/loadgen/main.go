// Command loadgen is the shop's customers.
package main

import (
	"os"

	"shop.example/internal/loadgen"
	"shop.example/internal/service"
)

func main() {
	os.Exit(service.Main(service.Program{Name: "loadgen", Version: "1.0.0", Run: loadgen.Run}))
}
