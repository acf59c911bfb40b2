package main

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// deepest is how many steps a value is followed.
const deepest = 24

// mostSteps is how many are taken for one program: a source in which everything hangs together must not take minutes.
const mostSteps = 1_000_000

// eval is what an expression comes to.
func (pr *program) eval(expr ast.Expr, at scope) Value {
	at.depth++
	pr.steps++
	if at.depth > deepest || pr.steps > mostSteps {
		return unknown
	}
	switch e := expr.(type) {
	case *ast.BasicLit:
		return literal(e)
	case *ast.ParenExpr:
		return pr.eval(e.X, at)
	case *ast.StarExpr:
		return pr.eval(e.X, at)
	case *ast.UnaryExpr:
		return pr.eval(e.X, at)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return append(append(Value{}, pr.eval(e.X, at)...), pr.eval(e.Y, at)...)
		}
	case *ast.Ident:
		return pr.evalName(e, at)
	case *ast.SelectorExpr:
		return pr.evalSelector(e, at)
	case *ast.CallExpr:
		return pr.evalCall(e, 0, at)
	case *ast.CompositeLit:
		// Of a list of addresses the first.
		if _, isList := e.Type.(*ast.ArrayType); isList && len(e.Elts) > 0 {
			return pr.eval(e.Elts[0], at)
		}
	}
	return unknown
}

func literal(lit *ast.BasicLit) Value {
	if lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil {
			return text(s)
		}
	}
	return text(strings.ReplaceAll(lit.Value, "_", ""))
}

func (pr *program) evalName(id *ast.Ident, at scope) Value {
	if arg, ok := at.bound[id.Name]; ok {
		arg.scope.depth = max(arg.scope.depth, at.depth)
		return pr.eval(arg.expr, arg.scope)
	}
	if at.file.declares(at.fn, id) {
		if len(at.bound) == 0 {
			return either(pr.once("local "+pr.tree.at(at.fn)+" "+id.Name, func() []Value {
				inner := scope{file: at.file, fn: at.fn}
				if values := pr.assigned(id.Name, inner); len(values) > 0 {
					return values
				}
				return []Value{pr.evalParameter(id.Name, inner)}
			}))
		}
		if values := pr.assigned(id.Name, at); len(values) > 0 {
			return either(values)
		}
		return pr.evalParameter(id.Name, at)
	}
	if v := at.file.pkg.vars[id.Name]; v != nil {
		return pr.evalVariable(v, id.Name)
	}
	return unknown
}

// evalVariable is one of a package: what it begins with, and what a flag or an assignment puts into it.
func (pr *program) evalVariable(v *variable, name string) Value {
	return either(pr.once("variable "+v.file.pkg.ImportPath+"."+name, func() []Value {
		isIt := func(id *ast.Ident, at scope) bool {
			return at.file.pkg == v.file.pkg && !at.file.declares(at.fn, id)
		}
		values := pr.flagsInto(name, isIt)
		if v.value != nil {
			values = append(values, pr.evalIndex(v.value, v.index, scope{file: v.file}))
		}
		for _, a := range pr.index.names[name] {
			if id, ok := a.left.(*ast.Ident); ok && isIt(id, a.scope) {
				values = append(values, pr.side(a.right, a.index, a.lefts, a.scope))
			}
		}
		return values
	}))
}

func (at scope) inside(other scope) scope {
	other.depth = at.depth
	return other
}

// evalIndex is one of several results.
func (pr *program) evalIndex(expr ast.Expr, index int, at scope) Value {
	if call, ok := expr.(*ast.CallExpr); ok {
		return pr.evalCall(call, index, at)
	}
	return pr.eval(expr, at)
}

// assigned are the values that a variable of this function gets.
func (pr *program) assigned(name string, at scope) []Value {
	values := pr.flagsInto(name, func(_ *ast.Ident, other scope) bool { return other.fn == at.fn })
	return append(values, pr.assignedIn(at.fn.Body, name, at)...)
}

func (pr *program) assignedIn(node ast.Node, name string, at scope) []Value {
	var values []Value
	ast.Inspect(node, func(n ast.Node) bool {
		switch one := n.(type) {
		case *ast.AssignStmt:
			for i, left := range one.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name == name {
					values = append(values, pr.side(one.Rhs, i, len(one.Lhs), at))
				}
			}
		case *ast.ValueSpec:
			for i, id := range one.Names {
				if id.Name == name && len(one.Values) > 0 {
					values = append(values, pr.side(one.Values, i, len(one.Names), at))
				}
			}
		}
		return true
	})
	return values
}

func (pr *program) side(right []ast.Expr, i, lefts int, at scope) Value {
	if len(right) == lefts {
		return pr.eval(right[i], at)
	}
	if len(right) == 1 {
		return pr.evalIndex(right[0], i, at)
	}
	return unknown
}

// evalParameter is what callers pass.
func (pr *program) evalParameter(name string, at scope) Value {
	index := parameter(at.fn, name)
	if index < 0 {
		return unknown
	}
	var values []Value
	for _, s := range pr.calls[key(&function{file: at.file, decl: at.fn})] {
		if index < len(s.call.Args) {
			values = append(values, pr.eval(s.call.Args[index], at.inside(s.scope)))
		}
	}
	return either(values)
}

func parameter(fn *ast.FuncDecl, name string) int {
	index := 0
	for _, field := range fn.Type.Params.List {
		if len(field.Names) == 0 {
			index++
		}
		for _, id := range field.Names {
			if id.Name == name {
				return index
			}
			index++
		}
	}
	return -1
}
