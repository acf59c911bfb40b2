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
	locals  map[*ast.FuncDecl]map[string]bool
}

// declares: a parameter or a variable of the function hides the package of that name.
func (f *file) declares(fn *ast.FuncDecl, name string) bool {
	if fn == nil {
		return false
	}
	names, known := f.locals[fn]
	if !known {
		names = localNames(fn)
		f.locals[fn] = names
	}
	return names[name]
}

func localNames(fn *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch one := n.(type) {
		case *ast.StructType:
			return false
		case *ast.Field:
			for _, id := range one.Names {
				names[id.Name] = true
			}
		case *ast.ValueSpec:
			for _, id := range one.Names {
				names[id.Name] = true
			}
		case *ast.AssignStmt:
			for _, left := range one.Lhs {
				if id, ok := left.(*ast.Ident); ok && one.Tok == token.DEFINE {
					names[id.Name] = true
				}
			}
		}
		return true
	})
	return names
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
			types: map[string]*typeDecl{}, vars: map[string]*variable{},
		}
		t.packages[p.ImportPath] = src
		for _, name := range p.Files {
			// A file with a mistake is read as far as it goes: Go will say what is wrong with it.
			parsed, err := parser.ParseFile(t.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if parsed == nil {
				return nil, fmt.Errorf("reading %s: %w", name, err)
			}
			if src.problem == nil {
				src.problem = err
			}
			src.add(&file{File: parsed, pkg: src, imports: t.importsOf(parsed), locals: map[*ast.FuncDecl]map[string]bool{}})
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
