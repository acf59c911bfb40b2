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
			return pr.evalVariable(src.vars[sel.Sel.Name], sel.Sel.Name)
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
	field, _ := pr.field(typ, sel.Sel.Name)
	value := either(append(values, pr.evalField(typ, sel.Sel.Name)...))
	if field != nil && value.isUnknown() {
		// Something fills it by the name of the field, such as a reader of an INI file.
		return Value{{Kind: "key", Text: sel.Sel.Name}}
	}
	return value
}

// evalField are the values that a field gets in literals, by assignments and by flags; of a type that nobody knows any of that name.
func (pr *program) evalField(typ, name string) []Value {
	return pr.once("field "+typ+"."+name, func() []Value {
		var values []Value
		for _, e := range pr.index.elements[name] {
			if typ == "" || typ == typeName(e.lit.Type, e.scope.file) {
				values = append(values, pr.eval(e.value, e.scope))
			}
		}
		for _, a := range pr.index.fields[name] {
			if sel, ok := a.left.(*ast.SelectorExpr); ok && pr.mayBe(typ, sel.X, a.scope) {
				values = append(values, pr.side(a.right, a.index, a.lefts, a.scope))
			}
		}
		for _, c := range pr.index.flagCalls() {
			if into, v, ok := pr.flagInto(c.call, c.scope); ok {
				if sel, ok := into.(*ast.SelectorExpr); ok && sel.Sel.Name == name && pr.mayBe(typ, sel.X, c.scope) {
					values = append(values, v)
				}
			}
		}
		return values
	})
}

// once works out the values of a name, which is asked for again and again; what needs itself for that has none.
func (pr *program) once(name string, find func() []Value) []Value {
	if values, known := pr.known[name]; known {
		return values
	}
	pr.known[name] = nil
	values := find()
	pr.known[name] = values
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
		// cleanenv reads a file first, and the variables over it.
		if path := pr.keyOf(sel, at); path != "" && len(otherwise) == 0 {
			otherwise = Value{{Kind: "key", Text: path}}
		}
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
	owner := pr.typeOf(sel.X, at)
	field, _ := pr.field(owner, sel.Sel.Name)
	if field == nil {
		return ""
	}
	key := ""
	for _, kind := range []string{"mapstructure", "koanf", "yaml", "json", "toml"} {
		if key == "" {
			key, _, _ = strings.Cut(tagOf(field).Get(kind), ",")
		}
	}
	isRoot, filled := pr.filled()[owner]
	if key == "" && filled {
		key = sel.Sel.Name
	}
	if key == "" || key == "-" {
		return ""
	}
	if outer, ok := sel.X.(*ast.SelectorExpr); ok && !isRoot && packageOf(outer, at) == "" {
		if before := pr.keyOf(outer, at); before != "" {
			return before + "." + key
		}
	}
	return key
}

// callsOf are the calls of functions of a package in what the program may run.
func (pr *program) callsOf(from string, names ...string) []site {
	var found []site
	for _, name := range names {
		for _, c := range pr.index.calls[name] {
			if sel, ok := c.call.Fun.(*ast.SelectorExpr); ok && bare(packageOf(sel, c.scope)) == from {
				found = append(found, c)
			}
		}
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

// filled are the types that viper fills, by the names of their fields where no tag says another; true: the one that is the whole file.
func (pr *program) filled() map[string]bool {
	if pr.filledTypes != nil {
		return pr.filledTypes
	}
	pr.filledTypes = map[string]bool{}
	for _, c := range pr.viperCalls("Unmarshal") {
		if len(c.call.Args) > 0 {
			if typ := pr.typeOf(c.call.Args[0], c.scope); typ != "" {
				pr.fill(typ)
				pr.filledTypes[typ] = true
			}
		}
	}
	return pr.filledTypes
}

func (pr *program) fill(typ string) {
	if _, known := pr.filledTypes[typ]; known {
		return
	}
	fields, decl := pr.structOf(typ)
	if fields == nil {
		return
	}
	pr.filledTypes[typ] = false
	for _, field := range fields.Fields.List {
		pr.fill(typeName(field.Type, decl.file))
	}
}
