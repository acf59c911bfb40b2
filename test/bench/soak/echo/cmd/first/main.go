package main

import "echo.test/internal/echo"

const edition = "0"

func main() { echo.Main(edition) }
