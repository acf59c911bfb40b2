package main

import (
	"go/ast"
	"regexp"
	"strings"
)

var (
	variableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
	verb         = regexp.MustCompile(`%[-+# 0]*\d*(\.\d+)?[a-zA-Z%]`)
)

// passing are functions of the standard library that give their first argument on, more or less as it is.
var passing = map[string]bool{
	"strconv.Itoa": true, "strconv.Atoi": true, "strconv.FormatInt": true, "strconv.FormatUint": true, "strconv.ParseInt": true,
	"strconv.ParseUint": true, "strings.TrimSpace": true, "strings.TrimPrefix": true, "strings.TrimSuffix": true, "strings.Trim": true,
	"strings.ToLower": true, "strings.TrimRight": true, "strings.TrimLeft": true, "strings.Split": true, "fmt.Sprint": true,
}

// evalCall is one of the results of a call.
func (pr *program) evalCall(call *ast.CallExpr, index int, at scope) Value {
	if fn := pr.callee(call, at); fn != nil {
		return pr.evalOwn(fn, call, index, at)
	}
	if index > 0 || len(call.Args) == 0 {
		return unknown
	}
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		// A conversion.
		if len(call.Args) == 1 {
			return pr.eval(call.Args[0], at)
		}
	case *ast.SelectorExpr:
		if from := packageOf(fun, at); from != "" {
			return pr.evalOthers(from, fun.Sel.Name, call, at)
		}
		return pr.evalMethod(fun, call, at)
	}
	return unknown
}

// evalOwn follows a function of the program's own with these arguments.
func (pr *program) evalOwn(fn *function, call *ast.CallExpr, index int, at scope) Value {
	if fn.decl.Body == nil {
		return unknown
	}
	inner := scope{file: fn.file, fn: fn.decl, depth: at.depth, bound: map[string]argument{}}
	i := 0
	for _, field := range fn.decl.Type.Params.List {
		for _, id := range field.Names {
			if i < len(call.Args) {
				inner.bound[id.Name] = argument{call.Args[i], at}
			}
			i++
		}
	}
	var values []Value
	ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
		switch one := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if index < len(one.Results) {
				values = append(values, pr.eval(one.Results[index], inner))
			}
		}
		return true
	})
	return either(values)
}

func (pr *program) evalOthers(from, name string, call *ast.CallExpr, at scope) Value {
	arg := func(i int) Value {
		if i < len(call.Args) {
			return pr.eval(call.Args[i], at)
		}
		return unknown
	}
	short := from[strings.LastIndex(from, "/")+1:] + "." + name
	switch {
	case from == "os" && (name == "Getenv" || name == "LookupEnv"):
		if variable, ok := arg(0).plain(); ok {
			return pr.env(variable, nil, call)
		}
		return unknown
	case from == "os" && name == "ExpandEnv":
		return pr.expanded(arg(0), call)
	case from == "cmp" && name == "Or":
		var values []Value
		for i := range call.Args {
			values = append(values, arg(i))
		}
		return either(values)
	case from == "fmt" && name == "Sprintf":
		return pr.formatted(call, at)
	case from == "net" && name == "JoinHostPort":
		return append(append(append(Value{}, arg(0)...), text(":")...), arg(1)...)
	case passing[from+"."+name]:
		return arg(0)
	case from == viper && getters.MatchString(name):
		return pr.viperValue(arg(0), call)
	}
	if flag, otherwise, into, single, ok := pr.declaredFlag(call, at); ok && into == nil {
		return flagValue(flag, otherwise, single)
	}
	// A helper of somebody else's: env.GetString("PORT", "8080").
	if variable, ok := arg(0).plain(); ok && variableName.MatchString(variable) && strings.Contains(strings.ToLower(short), "env") {
		var otherwise Value
		if v := arg(1); v.isText() {
			otherwise = v
		}
		return pr.env(variable, otherwise, call)
	}
	return unknown
}

// evalMethod: flags and configuration are mostly asked by methods.
func (pr *program) evalMethod(sel *ast.SelectorExpr, call *ast.CallExpr, at scope) Value {
	if flag, otherwise, into, single, ok := pr.declaredFlag(call, at); ok && into == nil {
		return flagValue(flag, otherwise, single)
	}
	if len(call.Args) != 1 {
		return unknown
	}
	name, ok := pr.eval(call.Args[0], at).plain()
	if !ok {
		return unknown
	}
	if getters.MatchString(sel.Sel.Name) || flagKinds.MatchString(sel.Sel.Name) {
		if v := pr.flagNamed(name); v != nil {
			return v
		}
	}
	if getters.MatchString(sel.Sel.Name) && at.file.has(viper) {
		return pr.viperValue(text(name), call)
	}
	return unknown
}

func (pr *program) viperValue(key Value, at ast.Node) Value {
	name, ok := key.plain()
	if !ok {
		return unknown
	}
	if v := pr.configured(name, at); v != nil {
		return v
	}
	return Value{{Kind: "key", Text: name}}
}

// formatted is what Sprintf makes of its arguments.
func (pr *program) formatted(call *ast.CallExpr, at scope) Value {
	format, ok := pr.eval(call.Args[0], at).plain()
	if !ok {
		return unknown
	}
	var out Value
	next, last := 1, 0
	for _, found := range verb.FindAllStringIndex(format, -1) {
		if found[0] > last {
			out = append(out, text(format[last:found[0]])...)
		}
		last = found[1]
		switch {
		case format[found[1]-1] == '%':
			out = append(out, text("%")...)
		case next < len(call.Args):
			out = append(out, pr.eval(call.Args[next], at)...)
			next++
		default:
			out = append(out, unknown...)
		}
	}
	if last < len(format) {
		out = append(out, text(format[last:])...)
	}
	return out
}

var reference = regexp.MustCompile(`\$\{?(\w+)\}?`)

func (pr *program) expanded(v Value, at ast.Node) Value {
	s, ok := v.plain()
	if !ok {
		return unknown
	}
	var out Value
	last := 0
	for _, found := range reference.FindAllStringSubmatchIndex(s, -1) {
		if found[0] > last {
			out = append(out, text(s[last:found[0]])...)
		}
		out = append(out, pr.env(s[found[2]:found[3]], nil, at)...)
		last = found[1]
	}
	if last < len(s) {
		out = append(out, text(s[last:])...)
	}
	return out
}
