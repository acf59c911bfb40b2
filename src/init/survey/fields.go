package main

import (
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
	"strings"
)

// evalSelector is a variable of another package, or a field.
func (pr *program) evalSelector(sel *ast.SelectorExpr, at scope) Value {
	if from := packageOf(sel, at); from != "" {
		if src := pr.tree.packages[from]; src != nil && src.vars[sel.Sel.Name] != nil {
			return pr.evalVariable(src.vars[sel.Sel.Name], sel.Sel.Name, at)
		}
		return unknown
	}
	typ := pr.typeOf(sel.X, at)
	var values []Value
	if field, _ := pr.field(typ, sel.Sel.Name); field != nil {
		if v := pr.tagged(field, sel, at); v != nil {
			values = append(values, v)
		}
	}
	return either(append(values, pr.evalField(typ, sel.Sel.Name, at.depth)...))
}

// evalField are the values that a field gets in literals, by assignments and by flags; of a type that nobody knows any of that name.
func (pr *program) evalField(typ, name string, depth int) []Value {
	var values []Value
	for _, b := range pr.bodies {
		at := b.scope
		at.depth = depth
		ast.Inspect(b.node, func(n ast.Node) bool {
			switch one := n.(type) {
			case *ast.CompositeLit:
				if v, ok := pr.element(one, name, at); ok && (typ == "" || typ == typeName(one.Type, at.file)) {
					values = append(values, v)
				}
			case *ast.AssignStmt:
				for i, left := range one.Lhs {
					sel, ok := left.(*ast.SelectorExpr)
					if ok && sel.Sel.Name == name && pr.mayBe(typ, sel.X, at) {
						values = append(values, pr.side(one.Rhs, i, len(one.Lhs), at))
					}
				}
			case *ast.CallExpr:
				if sel, v, ok := pr.flagInto(one, at); ok {
					if into, isField := sel.(*ast.SelectorExpr); isField && into.Sel.Name == name && pr.mayBe(typ, into.X, at) {
						values = append(values, v)
					}
				}
			}
			return true
		})
	}
	return values
}

func (pr *program) mayBe(typ string, expr ast.Expr, at scope) bool {
	if typ == "" {
		return true
	}
	found := pr.typeOf(expr, at)
	return found == "" || found == typ
}

func (pr *program) element(lit *ast.CompositeLit, name string, at scope) (Value, bool) {
	for _, elt := range lit.Elts {
		if pair, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := pair.Key.(*ast.Ident); ok && id.Name == name {
				return pr.eval(pair.Value, at), true
			}
		}
	}
	return nil, false
}

// tagged is what the tag of a field says: a variable of the environment, or a key of a configuration file.
func (pr *program) tagged(field *ast.Field, sel *ast.SelectorExpr, at scope) Value {
	tag := tagOf(field)
	var otherwise Value
	for _, key := range []string{"envDefault", "env-default", "default"} {
		if s, ok := tag.Lookup(key); ok {
			otherwise = text(s)
		}
	}
	name, options, _ := strings.Cut(tag.Get("env"), ",")
	if _, s, ok := strings.Cut(options, "default="); ok {
		otherwise = text(s)
	}
	if name == "" {
		name = pr.envconfigName(tag.Get("envconfig"), sel.Sel.Name, tag)
	}
	if name != "" {
		return pr.env(pr.prefixOf(sel.X, at)+name, otherwise, field)
	}
	if path := pr.keyOf(sel, at); path != "" {
		if v := pr.configured(path, field); v != nil {
			return v
		}
		return Value{{Kind: "key", Text: path, Default: otherwise}}
	}
	return otherwise
}

func tagOf(field *ast.Field) reflect.StructTag {
	if field.Tag == nil {
		return ""
	}
	s, err := strconv.Unquote(field.Tag.Value)
	if err != nil {
		return ""
	}
	return reflect.StructTag(s)
}

// prefixOf is what caarlos0/env and cleanenv put before the variables of a struct inside of a struct.
func (pr *program) prefixOf(expr ast.Expr, at scope) string {
	sel, ok := expr.(*ast.SelectorExpr)
	if !ok || packageOf(sel, at) != "" {
		return ""
	}
	field, _ := pr.field(pr.typeOf(sel.X, at), sel.Sel.Name)
	if field == nil {
		return ""
	}
	tag := tagOf(field)
	return pr.prefixOf(sel.X, at) + tag.Get("envPrefix") + tag.Get("env-prefix")
}

// envconfigName is how kelseyhightower/envconfig calls a field, with the prefix of the program.
func (pr *program) envconfigName(tagged, field string, tag reflect.StructTag) string {
	prefix, used := pr.envconfigPrefix()
	if !used {
		return tagged
	}
	name := tagged
	if name == "" {
		name = field
		if tag.Get("split_words") == "true" {
			name = splitWords(field)
		}
	}
	if prefix != "" {
		name = prefix + "_" + name
	}
	return strings.ToUpper(name)
}

func (pr *program) envconfigPrefix() (prefix string, used bool) {
	for _, c := range pr.callsOf("github.com/kelseyhightower/envconfig", "Process", "MustProcess") {
		if len(c.call.Args) > 0 {
			prefix, _ = pr.eval(c.call.Args[0], c.scope).plain()
			used = true
		}
	}
	return prefix, used
}

func splitWords(name string) string {
	var out strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z' {
			out.WriteByte('_')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// keyOf is the path of a field in a configuration file: server.port.
func (pr *program) keyOf(sel *ast.SelectorExpr, at scope) string {
	field, _ := pr.field(pr.typeOf(sel.X, at), sel.Sel.Name)
	if field == nil {
		return ""
	}
	key := ""
	for _, kind := range []string{"mapstructure", "koanf", "yaml", "json", "toml"} {
		if key == "" {
			key, _, _ = strings.Cut(tagOf(field).Get(kind), ",")
		}
	}
	if key == "" || key == "-" {
		return ""
	}
	if outer, ok := sel.X.(*ast.SelectorExpr); ok && packageOf(outer, at) == "" {
		if before := pr.keyOf(outer, at); before != "" {
			return before + "." + key
		}
	}
	return key
}

// callsOf are the calls of functions of a package in what the program may run.
func (pr *program) callsOf(from string, names ...string) []site {
	var found []site
	for _, b := range pr.bodies {
		ast.Inspect(b.node, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && bare(packageOf(sel, b.scope)) == from {
				for _, name := range names {
					if sel.Sel.Name == name {
						found = append(found, site{call, b.scope})
					}
				}
			}
			return true
		})
	}
	return found
}

// addressed is x of &x.
func addressed(expr ast.Expr) ast.Expr {
	if unary, ok := expr.(*ast.UnaryExpr); ok && unary.Op == token.AND {
		return unary.X
	}
	return nil
}
