//go:build race

package auth

// slowdown is how much slower the race detector makes everything; the load is thinned out by as much.
const slowdown = 6
