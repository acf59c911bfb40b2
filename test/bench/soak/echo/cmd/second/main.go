package main

import (
	"fmt"
	"os"

	"echo.test/internal/echo"
)

const edition = "0"

func main() {
	if err := echo.Serve(edition); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
