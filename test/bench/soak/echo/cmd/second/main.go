package main

import "echo.test/internal/echo"

func main() { echo.Main("second") }
