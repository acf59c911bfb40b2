package main

import "go/ast"

// index is what the program may run, by the names that are looked for in it: each is asked for many times.
type index struct {
	// elements of structs, by their field.
	elements map[string][]element
	// fields and names that something is assigned to.
	fields map[string][]assignment
	names  map[string][]assignment
	// calls by the name of the function.
	calls map[string][]site
	// literals by the name of their type.
	literals map[string][]literalSite
}

type element struct {
	lit   *ast.CompositeLit
	value ast.Expr
	scope scope
}

type assignment struct {
	left  ast.Expr
	right []ast.Expr
	// index is the place among `lefts`.
	index, lefts int
	scope        scope
}

type literalSite struct {
	lit   *ast.CompositeLit
	scope scope
}

func indexOf(bodies []body) *index {
	ix := &index{
		elements: map[string][]element{}, fields: map[string][]assignment{}, names: map[string][]assignment{},
		calls: map[string][]site{}, literals: map[string][]literalSite{},
	}
	for _, b := range bodies {
		ast.Inspect(b.node, func(n ast.Node) bool {
			ix.add(n, b.scope)
			return true
		})
	}
	return ix
}

func (ix *index) add(n ast.Node, at scope) {
	switch one := n.(type) {
	case *ast.CompositeLit:
		if name := baseName(one.Type); name != "" {
			ix.literals[name] = append(ix.literals[name], literalSite{one, at})
		}
		for _, elt := range one.Elts {
			if pair, ok := elt.(*ast.KeyValueExpr); ok {
				if id, ok := pair.Key.(*ast.Ident); ok {
					ix.elements[id.Name] = append(ix.elements[id.Name], element{one, pair.Value, at})
				}
			}
		}
	case *ast.AssignStmt:
		for i, left := range one.Lhs {
			a := assignment{left, one.Rhs, i, len(one.Lhs), at}
			switch target := left.(type) {
			case *ast.Ident:
				ix.names[target.Name] = append(ix.names[target.Name], a)
			case *ast.SelectorExpr:
				ix.fields[target.Sel.Name] = append(ix.fields[target.Sel.Name], a)
			}
		}
	case *ast.CallExpr:
		if sel, ok := one.Fun.(*ast.SelectorExpr); ok {
			ix.calls[sel.Sel.Name] = append(ix.calls[sel.Sel.Name], site{one, at})
		}
	}
}

// flagCalls are the calls of functions that declare flags.
func (ix *index) flagCalls() []site {
	var found []site
	for name, sites := range ix.calls {
		if flagKinds.MatchString(name) {
			found = append(found, sites...)
		}
	}
	return found
}
