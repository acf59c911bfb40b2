package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Tree is all source of a repository, parsed.
type Tree struct {
	fset     *token.FileSet
	packages map[string]*source
	names    map[string]string
}

// source is one package.
type source struct {
	Package
	files []*file
	// unnamed are structs that stand where a type is used, by the names that they get here.
	unnamed map[*ast.StructType]string
	// problem is the first mistake in its source; nil: there is none.
	problem error
	funcs   map[string]*function
	// methods of one name may belong to several types.
	methods map[string][]*function
	types   map[string]*typeDecl
	vars    map[string]*variable
}

type file struct {
	*ast.File
	pkg *source
	// imports are paths by the names that the file calls them.
	imports map[string]string
	locals  map[*ast.FuncDecl][]local
}

// local is a name that means a parameter or a variable between two places of a function.
type local struct {
	name     string
	from, to token.Pos
}

// declares: at this place the name is that of a parameter or a variable of the function, and not that of a package.
func (f *file) declares(fn *ast.FuncDecl, id *ast.Ident) bool {
	if fn == nil {
		return false
	}
	all, known := f.locals[fn]
	if !known {
		all = localsOf(fn)
		f.locals[fn] = all
	}
	for _, one := range all {
		if one.name == id.Name && one.from <= id.Pos() && id.Pos() <= one.to {
			return true
		}
	}
	return false
}

func localsOf(fn *ast.FuncDecl) []local {
	var all []local
	end := fn.End()
	add := func(id *ast.Ident, from, to token.Pos) {
		all = append(all, local{id.Name, from, to})
	}
	fields := func(list *ast.FieldList, from, to token.Pos) {
		if list == nil {
			return
		}
		for _, field := range list.List {
			for _, id := range field.Names {
				add(id, from, to)
			}
		}
	}
	fields(fn.Recv, fn.Pos(), end)
	fields(fn.Type.Params, fn.Pos(), end)
	fields(fn.Type.Results, fn.Pos(), end)
	ast.Inspect(fn, func(n ast.Node) bool {
		switch one := n.(type) {
		case *ast.FuncLit:
			fields(one.Type.Params, one.Pos(), one.End())
			fields(one.Type.Results, one.Pos(), one.End())
		case *ast.ValueSpec:
			for _, id := range one.Names {
				add(id, one.End(), end)
			}
		case *ast.AssignStmt:
			for _, left := range one.Lhs {
				if id, ok := left.(*ast.Ident); ok && one.Tok == token.DEFINE {
					// On the right of it, in config := config.Load(), it is still the package.
					add(id, one.End(), end)
				}
			}
		case *ast.RangeStmt:
			for _, left := range []ast.Expr{one.Key, one.Value} {
				if id, ok := left.(*ast.Ident); ok && one.Tok == token.DEFINE {
					add(id, one.Pos(), one.End())
				}
			}
		}
		return true
	})
	return all
}

// function is a declared function, or a piece of code that runs as the package begins.
type function struct {
	file *file
	decl *ast.FuncDecl
}

type typeDecl struct {
	file *file
	expr ast.Expr
}

// variable is one of the package's own variables or constants.
type variable struct {
	file  *file
	typ   ast.Expr
	value ast.Expr
	// index is which of several results it gets.
	index int
}

var version = regexp.MustCompile(`^v\d+$`)

func parse(input Input) (*Tree, error) {
	t := &Tree{fset: token.NewFileSet(), packages: map[string]*source{}, names: input.Names}
	for _, p := range input.Packages {
		src := &source{
			Package: p, funcs: map[string]*function{}, methods: map[string][]*function{},
			types: map[string]*typeDecl{}, vars: map[string]*variable{}, unnamed: map[*ast.StructType]string{},
		}
		t.packages[p.ImportPath] = src
		for _, name := range p.Files {
			// A file with a mistake is read as far as it goes: Go will say what is wrong with it.
			parsed, err := parser.ParseFile(t.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution|parser.ParseComments)
			if parsed == nil {
				return nil, fmt.Errorf("reading %s: %w", name, err)
			}
			if src.problem == nil {
				src.problem = err
			}
			src.add(&file{File: parsed, pkg: src, imports: t.importsOf(parsed), locals: map[*ast.FuncDecl][]local{}})
		}
	}
	return t, nil
}

func (t *Tree) importsOf(parsed *ast.File) map[string]string {
	imports := map[string]string{}
	for _, spec := range parsed.Imports {
		from, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := t.names[from]
		if name == "" {
			name = guessName(from)
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imports[name] = from
	}
	return imports
}

// guessName is how a package is mostly called whose source nobody has seen.
func guessName(from string) string {
	name := path.Base(from)
	if version.MatchString(name) {
		name = path.Base(path.Dir(from))
	}
	name, _, _ = strings.Cut(name, ".v")
	return strings.TrimPrefix(name, "go-")
}

func (s *source) add(f *file) {
	s.files = append(s.files, f)
	s.nameStructs(f)
	for _, decl := range f.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			fn := &function{file: f, decl: d}
			if d.Recv != nil {
				s.methods[d.Name.Name] = append(s.methods[d.Name.Name], fn)
			} else {
				s.funcs[d.Name.Name] = fn
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				s.addSpec(f, spec)
			}
		}
	}
}

// noName begins the names of structs that have none of their own.
const noName = "·"

func (s *source) nameStructs(f *file) {
	named := map[ast.Expr]bool{}
	ast.Inspect(f.File, func(n ast.Node) bool {
		switch one := n.(type) {
		case *ast.TypeSpec:
			named[one.Type] = true
		case *ast.StructType:
			if !named[one] {
				name := fmt.Sprintf("%s%d", noName, one.Pos())
				s.unnamed[one] = name
				s.types[name] = &typeDecl{file: f, expr: one}
			}
		}
		return true
	})
}

func (s *source) addSpec(f *file, spec ast.Spec) {
	switch one := spec.(type) {
	case *ast.TypeSpec:
		s.types[one.Name.Name] = &typeDecl{file: f, expr: one.Type}
	case *ast.ValueSpec:
		for i, name := range one.Names {
			v := &variable{file: f, typ: one.Type}
			switch {
			case len(one.Values) == len(one.Names):
				v.value = one.Values[i]
			case len(one.Values) == 1:
				v.value, v.index = one.Values[0], i
			}
			s.vars[name.Name] = v
		}
	}
}

// at is file:line of a node.
func (t *Tree) at(node ast.Node) string {
	pos := t.fset.Position(node.Pos())
	return fmt.Sprintf("%s:%d", pos.Filename, pos.Line)
}
