// Command survey reads the source of Go packages and tells what a program listens on, which variables, flags and keys of configuration
// it reads, and what it connects to. It type-checks nothing, so that it works on code whose modules are not there: what it can't make out
// it calls unknown. Packages come as JSON on standard input, facts go as JSON to standard output.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Package is a package of the repository's own, as go list tells it.
type Package struct {
	ImportPath string
	Name       string
	Dir        string
	Files      []string
	// Deps are the packages of the repository that it is made of, without itself.
	Deps []string
	Main bool
}

// Input is what the survey is about.
type Input struct {
	Packages []Package
	// Names are the names of all packages that are imported anywhere, by their paths.
	Names map[string]string
}

// Facts are what is known of one program.
type Facts struct {
	ImportPath string `json:"importPath"`
	// Listens are the places where it opens a door.
	Listens []Call `json:"listens"`
	// Connects are the places where it goes to a database or a cache.
	Connects []Call `json:"connects"`
	// Reads are the variables that it reads, wherever.
	Reads []Read `json:"reads"`
	// Texts are strings that may be paths of files.
	Texts []string `json:"texts"`
	// Imports are the packages of others that its own ones import.
	Imports []string `json:"imports"`
	// Problem is the first mistake in the source of its own packages, as the parser says it.
	Problem string `json:"problem,omitempty"`
}

// Call is a call of somebody else's function that says where something is.
type Call struct {
	// What is the function, as people write it: http.ListenAndServe.
	What string `json:"what"`
	// Role is what its argument is: an address, or the whole way to a database.
	Role  string `json:"role"`
	Value Value  `json:"value"`
	// At is file:line; the file is absolute.
	At string `json:"at"`
	// Word is the subcommand under which it happens; empty: none.
	Word string `json:"word,omitempty"`
}

// Read is a variable of the environment that is read somewhere.
type Read struct {
	Name    string `json:"name"`
	Default Value  `json:"default"`
	At      string `json:"at"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var input Input
	if err := json.NewDecoder(in).Decode(&input); err != nil {
		return fmt.Errorf("reading what to look at: %w", err)
	}
	tree, err := parse(input)
	if err != nil {
		return err
	}
	all := []Facts{}
	for _, p := range input.Packages {
		if p.Main {
			all = append(all, tree.program(p))
		}
	}
	return json.NewEncoder(out).Encode(all)
}
