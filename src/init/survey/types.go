package main

import (
	"go/ast"
	"strings"
)

// constructors are functions of others, by what they make.
var constructors = map[string]string{
	"github.com/gin-gonic/gin.Default":         "github.com/gin-gonic/gin.Engine",
	"github.com/gin-gonic/gin.New":             "github.com/gin-gonic/gin.Engine",
	"github.com/labstack/echo.New":             "github.com/labstack/echo.Echo",
	"github.com/gofiber/fiber.New":             "github.com/gofiber/fiber.App",
	"github.com/kataras/iris.New":              "github.com/kataras/iris.Application",
	"github.com/kataras/iris.Default":          "github.com/kataras/iris.Application",
	"github.com/go-chi/chi.NewRouter":          "github.com/go-chi/chi.Mux",
	"google.golang.org/grpc.NewServer":         "google.golang.org/grpc.Server",
	"github.com/spf13/viper.New":               "github.com/spf13/viper.Viper",
	"github.com/beego/beego/server/web.NewApp": "github.com/beego/beego/server/web.App",
}

// bare is the path of a package without the major version at its end.
func bare(from string) string {
	i := strings.LastIndex(from, "/")
	if i > 0 && version.MatchString(from[i+1:]) {
		return from[:i]
	}
	return from
}

// typeOf is the type of an expression as path.Name, pointers being what they point to; empty: nobody knows.
func (pr *program) typeOf(expr ast.Expr, at scope) string {
	at.depth++
	if at.depth > deepest {
		return ""
	}
	switch e := expr.(type) {
	case *ast.ParenExpr:
		return pr.typeOf(e.X, at)
	case *ast.StarExpr:
		return pr.typeOf(e.X, at)
	case *ast.UnaryExpr:
		return pr.typeOf(e.X, at)
	case *ast.CompositeLit:
		return typeName(e.Type, at.file)
	case *ast.CallExpr:
		return pr.resultType(e, 0, at)
	case *ast.Ident:
		return pr.typeOfName(e, at)
	case *ast.SelectorExpr:
		if from := packageOf(e, at); from != "" {
			src := pr.tree.packages[from]
			if src == nil || src.vars[e.Sel.Name] == nil {
				return ""
			}
			return pr.typeOfVariable(src.vars[e.Sel.Name], at)
		}
		field, decl := pr.field(pr.typeOf(e.X, at), e.Sel.Name)
		if field == nil {
			return ""
		}
		return typeName(field.Type, decl.file)
	}
	return ""
}

// typeName is a type as path.Name.
func typeName(expr ast.Expr, f *file) string {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return typeName(e.X, f)
	case *ast.IndexExpr:
		return typeName(e.X, f)
	case *ast.Ident:
		return f.pkg.ImportPath + "." + e.Name
	case *ast.StructType:
		return f.pkg.ImportPath + "." + f.pkg.unnamed[e]
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && f.imports[x.Name] != "" {
			return bare(f.imports[x.Name]) + "." + e.Sel.Name
		}
	}
	return ""
}

func (pr *program) resultType(call *ast.CallExpr, index int, at scope) string {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "new" && len(call.Args) == 1 {
		return typeName(call.Args[0], at.file)
	}
	if fn := pr.callee(call, at); fn != nil {
		results := fn.decl.Type.Results
		if results == nil {
			return ""
		}
		for _, field := range results.List {
			index -= max(1, len(field.Names))
			if index < 0 {
				return typeName(field.Type, fn.file)
			}
		}
		return ""
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if from := packageOf(sel, at); from != "" {
			return constructors[bare(from)+"."+sel.Sel.Name]
		}
	}
	return ""
}

func (pr *program) typeOfName(id *ast.Ident, at scope) string {
	if arg, ok := at.bound[id.Name]; ok {
		return pr.typeOf(arg.expr, at.inside(arg.scope))
	}
	if at.file.declares(at.fn, id) {
		return pr.typeOfLocal(id.Name, at)
	}
	if v := at.file.pkg.vars[id.Name]; v != nil {
		return pr.typeOfVariable(v, at)
	}
	return ""
}

func (pr *program) typeOfVariable(v *variable, at scope) string {
	if v.typ != nil {
		return typeName(v.typ, v.file)
	}
	if call, ok := v.value.(*ast.CallExpr); ok {
		return pr.resultType(call, v.index, scope{file: v.file, depth: at.depth})
	}
	if v.value == nil {
		return ""
	}
	return pr.typeOf(v.value, scope{file: v.file, depth: at.depth})
}

func (pr *program) typeOfLocal(name string, at scope) string {
	if len(at.bound) > 0 {
		return pr.findTypeOfLocal(name, at)
	}
	place := localName{at.fn, name}
	found, known := pr.localTypes[place]
	if !known {
		pr.localTypes[place] = ""
		found = pr.findTypeOfLocal(name, scope{file: at.file, fn: at.fn})
		pr.localTypes[place] = found
	}
	return found
}

type localName struct {
	fn   *ast.FuncDecl
	name string
}

func (pr *program) findTypeOfLocal(name string, at scope) string {
	found := ""
	ast.Inspect(at.fn, func(n ast.Node) bool {
		if found != "" {
			return false
		}
		switch one := n.(type) {
		case *ast.Field:
			for _, id := range one.Names {
				if id.Name == name {
					found = typeName(one.Type, at.file)
				}
			}
		case *ast.ValueSpec:
			for _, id := range one.Names {
				if id.Name == name && one.Type != nil {
					found = typeName(one.Type, at.file)
				}
			}
		case *ast.AssignStmt:
			for i, left := range one.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name == name {
					found = pr.typeOfSide(one.Rhs, i, len(one.Lhs), at)
				}
			}
		}
		return true
	})
	return found
}

func (pr *program) typeOfSide(right []ast.Expr, i, lefts int, at scope) string {
	if len(right) == lefts {
		return pr.typeOf(right[i], at)
	}
	if call, ok := right[0].(*ast.CallExpr); ok {
		return pr.resultType(call, i, at)
	}
	return ""
}

// field is a field of one of the program's own structs.
func (pr *program) field(typ, name string) (*ast.Field, *typeDecl) {
	fields, decl := pr.structOf(typ)
	if fields == nil {
		return nil, nil
	}
	for _, field := range fields.Fields.List {
		for _, id := range field.Names {
			if id.Name == name {
				return field, decl
			}
		}
		if len(field.Names) == 0 && baseName(field.Type) == name {
			return field, decl
		}
	}
	// One of a struct that is embedded counts as its own.
	for _, field := range fields.Fields.List {
		if inner := typeName(field.Type, decl.file); len(field.Names) == 0 && inner != typ {
			if found, where := pr.field(inner, name); found != nil {
				return found, where
			}
		}
	}
	return nil, nil
}

// structOf is one of the program's own structs; nil: it is none.
func (pr *program) structOf(typ string) (*ast.StructType, *typeDecl) {
	i := strings.LastIndex(typ, ".")
	if i < 0 {
		return nil, nil
	}
	src := pr.tree.packages[typ[:i]]
	if src == nil || src.types[typ[i+1:]] == nil {
		return nil, nil
	}
	decl := src.types[typ[i+1:]]
	fields, _ := decl.expr.(*ast.StructType)
	return fields, decl
}
