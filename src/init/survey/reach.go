package main

import (
	"go/ast"
	"strings"
)

// scope is where an expression stands: what its names mean.
type scope struct {
	file *file
	// fn is nil outside of functions.
	fn *ast.FuncDecl
	// bound are the arguments of the call that is being followed, by the names of the parameters.
	bound map[string]argument
	// depth is how many steps were taken to get here: what goes round ends somewhere.
	depth int
}

type argument struct {
	expr  ast.Expr
	scope scope
}

// program is what one main can come to run: everything its packages do as they begin, and what is named from there. Methods are followed
// by their names alone, which takes in too much rather than too little.
type program struct {
	tree *Tree
	main *source
	// own are the packages that it is made of.
	own []*source
	// bodies are the pieces of code that it may run.
	bodies []body
	calls  map[string][]site
	seen   map[ast.Node]bool
	// alive are the types that are named in what it may run, by package and name, and wanted the methods that are called of anything.
	alive  map[string]bool
	wanted map[string]bool
	reads  map[string]Read
	index  *index
	// known are the values of names that were worked out already.
	known map[string][]Value
	steps int
	// filledTypes, see filled.
	filledTypes map[string]bool
	localTypes  map[localName]string
}

type body struct {
	node  ast.Node
	scope scope
}

// site is a call of a function of the program's own.
type site struct {
	call  *ast.CallExpr
	scope scope
}

func (t *Tree) reach(p Package) *program {
	main := t.packages[p.ImportPath]
	pr := &program{
		tree: t, main: main, own: []*source{main}, calls: map[string][]site{}, seen: map[ast.Node]bool{},
		alive: map[string]bool{}, wanted: map[string]bool{}, reads: map[string]Read{}, known: map[string][]Value{}, localTypes: map[localName]string{},
	}
	for _, dep := range p.Deps {
		if src := t.packages[dep]; src != nil {
			pr.own = append(pr.own, src)
		}
	}
	for _, src := range pr.own {
		for _, v := range src.vars {
			if v.value != nil {
				pr.follow(v.value, scope{file: v.file})
			}
			if v.typ != nil {
				pr.revive(v.typ, v.file)
			}
		}
		for _, f := range src.files {
			for _, decl := range f.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					pr.enter(&function{file: f, decl: fn})
				}
			}
		}
	}
	if fn := main.funcs["main"]; fn != nil {
		pr.enter(fn)
	}
	pr.index = indexOf(pr.bodies)
	return pr
}

func (pr *program) enter(fn *function) {
	if fn.decl.Body == nil || pr.seen[fn.decl] {
		return
	}
	pr.seen[fn.decl] = true
	pr.follow(fn.decl.Body, scope{file: fn.file, fn: fn.decl})
}

func (pr *program) follow(node ast.Node, at scope) {
	pr.bodies = append(pr.bodies, body{node, at})
	ast.Inspect(node, func(n ast.Node) bool {
		switch one := n.(type) {
		case *ast.CallExpr:
			if fn := pr.callee(one, at); fn != nil {
				pr.calls[key(fn)] = append(pr.calls[key(fn)], site{one, at})
			}
		case *ast.Ident:
			if fn := at.file.pkg.funcs[one.Name]; fn != nil {
				pr.enter(fn)
			}
			pr.name(at.file.pkg, one.Name)
		case *ast.SelectorExpr:
			pr.followSelector(one, at)
		}
		return true
	})
}

func (pr *program) followSelector(sel *ast.SelectorExpr, at scope) {
	if from := packageOf(sel, at); from != "" {
		if src := pr.tree.packages[from]; src != nil {
			if src.funcs[sel.Sel.Name] != nil {
				pr.enter(src.funcs[sel.Sel.Name])
			}
			pr.name(src, sel.Sel.Name)
		}
		return
	}
	if pr.wanted[sel.Sel.Name] {
		return
	}
	pr.wanted[sel.Sel.Name] = true
	for _, src := range pr.own {
		for _, fn := range src.methods[sel.Sel.Name] {
			if pr.alive[src.ImportPath+"."+receiver(fn)] {
				pr.enter(fn)
			}
		}
	}
}

// name: where it is that of a type, there may be values of it from now on, and of what it is made of.
func (pr *program) name(src *source, name string) {
	decl := src.types[name]
	if decl == nil || pr.alive[src.ImportPath+"."+name] {
		return
	}
	pr.alive[src.ImportPath+"."+name] = true
	for method := range src.methods {
		for _, fn := range src.methods[method] {
			if receiver(fn) == name && pr.wanted[method] {
				pr.enter(fn)
			}
		}
	}
	pr.revive(decl.expr, decl.file)
}

func (pr *program) revive(typ ast.Expr, f *file) {
	ast.Inspect(typ, func(n ast.Node) bool {
		switch one := n.(type) {
		case *ast.Ident:
			pr.name(f.pkg, one.Name)
		case *ast.SelectorExpr:
			if x, ok := one.X.(*ast.Ident); ok {
				if src := pr.tree.packages[f.imports[x.Name]]; src != nil {
					pr.name(src, one.Sel.Name)
				}
			}
		}
		return true
	})
}

// callee is the function of the program's own that is called; nil: somebody else's, or nobody knows.
func (pr *program) callee(call *ast.CallExpr, at scope) *function {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return at.file.pkg.funcs[fun.Name]
	case *ast.SelectorExpr:
		if from := packageOf(fun, at); from != "" {
			if src := pr.tree.packages[from]; src != nil {
				return src.funcs[fun.Sel.Name]
			}
			return nil
		}
		return pr.method(fun, at)
	}
	return nil
}

// method is that of the value's type; where nobody knows the type, the one of that name where there is only one.
func (pr *program) method(sel *ast.SelectorExpr, at scope) *function {
	var found []*function
	for _, src := range pr.own {
		found = append(found, src.methods[sel.Sel.Name]...)
	}
	if len(found) == 0 {
		return nil
	}
	if typ := pr.typeOf(sel.X, at); typ != "" {
		for _, fn := range found {
			if fn.file.pkg.ImportPath+"."+receiver(fn) == typ {
				return fn
			}
		}
		if pr.tree.packages[typ[:strings.LastIndex(typ, ".")]] == nil {
			return nil
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return nil
}

func key(fn *function) string {
	name := fn.file.pkg.ImportPath + "." + fn.decl.Name.Name
	if fn.decl.Recv != nil {
		return name + "@" + receiver(fn)
	}
	return name
}

func receiver(fn *function) string {
	if fn.decl.Recv == nil || len(fn.decl.Recv.List) == 0 {
		return ""
	}
	return baseName(fn.decl.Recv.List[0].Type)
}

// packageOf is the path of the package that `x` in x.Name is; empty: it is none, but a value.
func packageOf(sel *ast.SelectorExpr, at scope) string {
	if x, ok := sel.X.(*ast.Ident); ok && !at.file.declares(at.fn, x) {
		return at.file.imports[x.Name]
	}
	return ""
}

func baseName(expr ast.Expr) string {
	switch one := expr.(type) {
	case *ast.StarExpr:
		return baseName(one.X)
	case *ast.IndexExpr:
		return baseName(one.X)
	case *ast.Ident:
		return one.Name
	case *ast.SelectorExpr:
		return one.Sel.Name
	}
	return ""
}
