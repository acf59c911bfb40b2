package main

import (
	"go/ast"
	"strings"
)

// subcommand is a command of cobra or urfave/cli: its word, and the code that it runs.
type subcommand struct {
	word string
	run  ast.Expr
	at   scope
}

var commandTypes = map[string]struct{ word, run []string }{
	"github.com/spf13/cobra.Command": {[]string{"Use"}, []string{"Run", "RunE"}},
	"github.com/urfave/cli.Command":  {[]string{"Name"}, []string{"Action"}},
}

// under writes the word of the subcommand under which a program listens; empty: none is needed.
func (pr *program) under(listens []Call) {
	for _, command := range pr.subcommands() {
		inside := pr.placesIn(command)
		for i := range listens {
			if inside[listens[i].At] {
				listens[i].Word = command.word
			}
		}
	}
}

// subcommands are all but the one that is the program itself: on that one others are hung, or it is the one that is run.
func (pr *program) subcommands() []subcommand {
	roots := pr.roots()
	var found []subcommand
	for _, b := range pr.bodies {
		ast.Inspect(b.node, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || lit.Type == nil || roots[lit] {
				return true
			}
			known, ok := commandTypes[typeName(lit.Type, b.scope.file)]
			if !ok {
				return true
			}
			word := ""
			for _, field := range known.word {
				if v, ok := pr.element(lit, field, b.scope); ok {
					word, _ = v.plain()
				}
			}
			word, _, _ = strings.Cut(word, " ")
			for _, elt := range lit.Elts {
				if pair, ok := elt.(*ast.KeyValueExpr); ok && word != "" && isOneOf(pair.Key, known.run) {
					found = append(found, subcommand{word, pair.Value, b.scope})
				}
			}
			return true
		})
	}
	return found
}

func isOneOf(key ast.Expr, names []string) bool {
	id, ok := key.(*ast.Ident)
	for _, name := range names {
		if ok && id.Name == name {
			return true
		}
	}
	return false
}

func (pr *program) roots() map[*ast.CompositeLit]bool {
	roots := map[*ast.CompositeLit]bool{}
	for _, b := range pr.bodies {
		ast.Inspect(b.node, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if ok && (strings.HasPrefix(sel.Sel.Name, "Execute") || sel.Sel.Name == "AddCommand" || sel.Sel.Name == "Run") {
				if lit := pr.literalOf(sel.X, b.scope); lit != nil {
					roots[lit] = true
				}
			}
			return true
		})
	}
	return roots
}

// literalOf is the struct that a name stands for.
func (pr *program) literalOf(expr ast.Expr, at scope) *ast.CompositeLit {
	at.depth++
	if at.depth > deepest {
		return nil
	}
	switch e := expr.(type) {
	case *ast.CompositeLit:
		return e
	case *ast.UnaryExpr:
		return pr.literalOf(e.X, at)
	case *ast.ParenExpr:
		return pr.literalOf(e.X, at)
	case *ast.Ident:
		if !at.file.declares(at.fn, e) {
			if v := at.file.pkg.vars[e.Name]; v != nil && v.value != nil {
				return pr.literalOf(v.value, scope{file: v.file, depth: at.depth})
			}
			return nil
		}
		var found *ast.CompositeLit
		ast.Inspect(at.fn.Body, func(n ast.Node) bool {
			if one, ok := n.(*ast.AssignStmt); ok && len(one.Lhs) == len(one.Rhs) {
				for i, left := range one.Lhs {
					if id, ok := left.(*ast.Ident); ok && id.Name == e.Name && found == nil {
						found = pr.literalOf(one.Rhs[i], at)
					}
				}
			}
			return found == nil
		})
		return found
	}
	return nil
}

// placesIn are the places of all calls that a subcommand can come to.
func (pr *program) placesIn(command subcommand) map[string]bool {
	inner := &program{
		tree: pr.tree, main: pr.main, own: pr.own, calls: map[string][]site{}, seen: map[ast.Node]bool{},
		alive: pr.alive, wanted: map[string]bool{}, reads: map[string]Read{}, known: map[string][]Value{}, localTypes: map[localName]string{},
	}
	inner.follow(command.run, command.at)
	places := map[string]bool{}
	for _, b := range inner.bodies {
		ast.Inspect(b.node, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				places[pr.tree.at(call)] = true
			}
			return true
		})
	}
	return places
}
