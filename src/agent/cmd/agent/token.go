package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

var errNoToken = errors.New("no token: set SIM_AGENT_TOKEN, or SIM_AGENT_TOKEN_FILE to the path of a file that holds it")

// token is what a controller has to know.
func token(getenv func(string) string) (string, error) {
	if token := getenv("SIM_AGENT_TOKEN"); token != "" {
		return token, nil
	}
	path := getenv("SIM_AGENT_TOKEN_FILE")
	if path == "" {
		return "", errNoToken
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the token: %w", err)
	}
	if token := strings.TrimSpace(string(text)); token != "" {
		return token, nil
	}
	return "", fmt.Errorf("%s is empty: %w", path, errNoToken)
}
