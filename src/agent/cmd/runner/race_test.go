//go:build race

package main

// The runner itself is to be watched for races, not only its tests.
var raceFlags = []string{"-race"}
