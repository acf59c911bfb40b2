package main

import (
	"go/ast"
	"regexp"
	"strings"
)

var (
	flagKinds = regexp.MustCompile(`^(String|Int|Int16|Int32|Int64|Uint|Uint16|Uint32|Uint64|StringSlice)(Var)?(P)?$`)
	getters   = regexp.MustCompile(`^Get(String|Int|Int32|Int64|Uint|Uint16)?$`)
	flagTypes = regexp.MustCompile(`^(String|Int|Uint)\w*Flag$`)
)

const viper = "github.com/spf13/viper"

// env is a variable of the environment; that it is read is remembered.
func (pr *program) env(name string, otherwise Value, at ast.Node) Value {
	pr.note(name, otherwise, pr.tree.at(at))
	return Value{{Kind: "env", Text: name, Default: otherwise}}
}

// note keeps the first place where a variable is read, and what it is by default as soon as that is known.
func (pr *program) note(name string, otherwise Value, at string) {
	read, known := pr.reads[name]
	if !known {
		read = Read{Name: name, At: at}
	}
	if len(read.Default) == 0 {
		read.Default = otherwise
	}
	pr.reads[name] = read
}

// declaredFlag is a flag that a call declares: its name and its default. `into` is the variable that it fills; nil: its result.
func (pr *program) declaredFlag(call *ast.CallExpr, at scope) (name string, otherwise Value, into ast.Expr, single, ok bool) {
	sel, isSel := call.Fun.(*ast.SelectorExpr)
	if !isSel {
		return
	}
	match := flagKinds.FindStringSubmatch(sel.Sel.Name)
	if match == nil {
		return
	}
	args := call.Args
	if match[2] != "" && len(args) > 0 {
		into, args = addressed(args[0]), args[1:]
		if into == nil {
			return
		}
	}
	value := 1
	if match[3] != "" {
		value = 2
	}
	if len(args) != value+2 {
		return
	}
	name, isText := pr.eval(args[0], at).plain()
	if !isText {
		return
	}
	from := packageOf(sel, at)
	return name, pr.eval(args[value], at), into, from == "flag" || from == "" && at.file.has("flag"), true
}

func (f *file) has(path string) bool {
	for _, from := range f.imports {
		if from == path {
			return true
		}
	}
	return false
}

func flagValue(name string, otherwise Value, single bool) Value {
	return Value{{Kind: "flag", Text: name, Default: otherwise, Single: single}}
}

// flagInto is a flag that fills a variable: flag.StringVar(&x, …).
func (pr *program) flagInto(call *ast.CallExpr, at scope) (ast.Expr, Value, bool) {
	if sel, ok := call.Fun.(*ast.SelectorExpr); !ok || !strings.Contains(sel.Sel.Name, "Var") {
		return nil, nil, false
	}
	name, otherwise, into, single, ok := pr.declaredFlag(call, at)
	if !ok || into == nil {
		return nil, nil, false
	}
	return into, flagValue(name, otherwise, single), true
}

// flagsInto are the flags that fill a variable; `isIt` says whether a name at a place is that of the variable.
func (pr *program) flagsInto(name string, isIt func(*ast.Ident, scope) bool) []Value {
	var values []Value
	for _, c := range pr.index.flagCalls() {
		if into, v, ok := pr.flagInto(c.call, c.scope); ok {
			if id, ok := into.(*ast.Ident); ok && id.Name == name && isIt(id, c.scope) {
				values = append(values, v)
			}
		}
	}
	return values
}

// flagNamed is a flag by its name: cmd.Flags().GetString("addr") of cobra, c.String("addr") of urfave/cli.
func (pr *program) flagNamed(name string) Value {
	for _, c := range pr.index.flagCalls() {
		if other, otherwise, _, single, ok := pr.declaredFlag(c.call, c.scope); ok && other == name {
			return flagValue(name, otherwise, single)
		}
	}
	for typ, sites := range pr.index.literals {
		if !flagTypes.MatchString(typ) {
			continue
		}
		for _, l := range sites {
			if other, ok := pr.element(l.lit, "Name", l.scope); ok && isPlain(other, name) {
				return pr.cliFlag(l.lit, name, l.scope)
			}
		}
	}
	return nil
}

func isPlain(v Value, s string) bool {
	plain, ok := v.plain()
	return ok && plain == s
}

// cliFlag is a flag of urfave/cli, which may be set by a variable, too.
func (pr *program) cliFlag(lit *ast.CompositeLit, name string, at scope) Value {
	otherwise, _ := pr.element(lit, "Value", at)
	if variables, ok := pr.element(lit, "EnvVars", at); ok {
		if first, ok := variables.plain(); ok {
			return pr.env(first, otherwise, lit)
		}
	}
	return flagValue(name, otherwise, false)
}

// configured is a key of viper: what it is by default, and the variable that sets it; nil: viper knows nothing of it.
func (pr *program) configured(key string, at ast.Node) Value {
	var otherwise Value
	for _, c := range pr.viperCalls("SetDefault") {
		if len(c.call.Args) == 2 && isPlain(pr.eval(c.call.Args[0], c.scope), key) {
			otherwise = pr.eval(c.call.Args[1], c.scope)
		}
	}
	for _, c := range pr.viperCalls("BindEnv") {
		if len(c.call.Args) == 0 || !isPlain(pr.eval(c.call.Args[0], c.scope), key) {
			continue
		}
		if len(c.call.Args) > 1 {
			if name, ok := pr.eval(c.call.Args[1], c.scope).plain(); ok {
				return pr.env(name, otherwise, at)
			}
		}
		return pr.env(pr.viperName(key), otherwise, at)
	}
	if len(otherwise) == 0 {
		otherwise = Value{{Kind: "key", Text: key}}
	}
	if len(pr.viperCalls("AutomaticEnv")) > 0 {
		return pr.env(pr.viperName(key), otherwise, at)
	}
	if len(pr.viperCalls("ReadInConfig", "SetDefault", "Unmarshal")) == 0 {
		return nil
	}
	return Value{{Kind: "key", Text: key, Default: otherwise}}
}

// viperName is the variable of a key: with the prefix that is set, and without dots where a replacer takes them.
func (pr *program) viperName(key string) string {
	for _, c := range pr.viperCalls("SetEnvPrefix") {
		if prefix, ok := pr.eval(c.call.Args[0], c.scope).plain(); ok && prefix != "" {
			key = prefix + "_" + key
		}
	}
	if len(pr.viperCalls("SetEnvKeyReplacer")) > 0 {
		key = strings.NewReplacer(".", "_", "-", "_").Replace(key)
	}
	return strings.ToUpper(key)
}

// viperCalls are the calls of viper itself and of one that was made by viper.New.
func (pr *program) viperCalls(names ...string) []site {
	found := pr.callsOf(viper, names...)
	for _, name := range names {
		for _, c := range pr.index.calls[name] {
			if sel, ok := c.call.Fun.(*ast.SelectorExpr); ok && c.scope.file.has(viper) && packageOf(sel, c.scope) == "" {
				found = append(found, c)
			}
		}
	}
	return found
}
