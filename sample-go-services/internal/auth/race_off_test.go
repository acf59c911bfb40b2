//go:build !race

package auth

// slowdown is 1 without the race detector.
const slowdown = 1
