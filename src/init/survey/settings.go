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

// flagsIn are the flags of a piece of code that fill a variable of this name.
func (pr *program) flagsIn(node ast.Node, name string, at scope) []Value {
	var values []Value
	ast.Inspect(node, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if into, v, ok := pr.flagInto(call, at); ok {
				if id, ok := into.(*ast.Ident); ok && id.Name == name {
					values = append(values, v)
				}
			}
		}
		return true
	})
	return values
}

func (pr *program) flagsInto(src *source, name string, depth int) []Value {
	var values []Value
	for _, b := range pr.bodies {
		if b.scope.file.pkg == src && !b.scope.file.declares(b.scope.fn, name) {
			at := b.scope
			at.depth = depth
			values = append(values, pr.flagsIn(b.node, name, at)...)
		}
	}
	return values
}

// flagNamed is a flag by its name: cmd.Flags().GetString("addr") of cobra, c.String("addr") of urfave/cli.
func (pr *program) flagNamed(name string, depth int) Value {
	var found Value
	for _, b := range pr.bodies {
		at := b.scope
		at.depth = depth
		ast.Inspect(b.node, func(n ast.Node) bool {
			switch one := n.(type) {
			case *ast.CallExpr:
				if other, otherwise, _, single, ok := pr.declaredFlag(one, at); ok && other == name {
					found = flagValue(name, otherwise, single)
				}
			case *ast.CompositeLit:
				if flagTypes.MatchString(baseName(one.Type)) {
					if other, ok := pr.element(one, "Name", at); ok && isPlain(other, name) {
						found = pr.cliFlag(one, name, at)
					}
				}
			}
			return found == nil
		})
	}
	return found
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
	if len(pr.viperCalls("ReadInConfig", "SetDefault")) == 0 {
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
	for _, b := range pr.bodies {
		if !b.scope.file.has(viper) {
			continue
		}
		ast.Inspect(b.node, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && packageOf(sel, b.scope) == "" {
					for _, name := range names {
						if sel.Sel.Name == name {
							found = append(found, site{call, b.scope})
						}
					}
				}
			}
			return true
		})
	}
	return found
}
