/** The text of a package of the app: it says its word when the program starts. */
export function packageText(name: string, word: string): string {
  return `package ${name}

import "example.test/app/say"

// Word is what ${name} says.
const Word = "${word}"

const number = 7

func init() { say.Add("${name} " + Word) }

// Number may be put into its callers.
func Number() int { return number }

// Same is compiled where it is used.
func Same[T any](one T) T { return one }
`;
}

/** The text of a package that knows nothing of the app. */
export function libText(name: string, word: string): string {
  return `package ${name}

const word = "${word}"

func Name() string { return word }
`;
}

/** A file of package main that has a package say something, by a name of its own. */
export function importingText(path: string, alias: string, said: string): string {
  return `package main

import (
	"example.test/app/say"

	${alias} "${path}"
)

func init() { say.Add("${alias} says " + ${said}) }
`;
}

export const sayText = `package say

var words []string

func Add(word string) { words = append(words, word) }

func All() {
	for _, word := range words {
		println(word)
	}
}
`;

export const mainText = `package main

import "example.test/app/say"

func main() { say.All() }
`;

/** Says its word, and how loops are compiled: until 1.22 the language had them share their variable. */
export function textText(word: string): string {
  return `package main

import "example.test/app/say"

const text = "${word}"

func init() {
	var first func() int
	for i := 0; i < 3; i++ {
		if first == nil {
			first = func() int { return i }
		}
	}
	if first() == 0 {
		say.Add("text " + text + ", own loop variables")
	} else {
		say.Add("text " + text + ", shared loop variables")
	}
}
`;
}

export const appModule = `module example.test/app

go 1.24

require (
	example.test/dep v1.0.0
	example.test/lib v0.0.0
)

replace (
	example.test/dep v1.0.0 => ../dep1
	example.test/dep v1.1.0 => ../dep2
	example.test/lib => ../lib
)
`;

/** A module of the workspace that is in no binary, and asks for a version. */
export const toolsModule = `module example.test/tools

go 1.24

require example.test/dep v1.0.0

replace (
	example.test/dep v1.0.0 => ../dep1
	example.test/dep v1.1.0 => ../dep2
)
`;

export function workText(...folders: readonly string[]): string {
  return `go 1.24\n\nuse (\n${folders.map((folder) => `\t${folder}\n`).join('')})\n`;
}

/** What a package without packages of the app embeds, and says. */
export function webText(directives: string): string {
  return `package web

import (
	"embed"

	"example.test/app/say"
)

${directives}
var files embed.FS

func init() { tell(".") }

func tell(folder string) {
	entries, _ := files.ReadDir(folder)
	for _, entry := range entries {
		path := entry.Name()
		if folder != "." {
			path = folder + "/" + path
		}
		if entry.IsDir() {
			tell(path)
			continue
		}
		text, _ := files.ReadFile(path)
		say.Add("embedded " + path + ": " + string(text))
	}
}
`;
}
