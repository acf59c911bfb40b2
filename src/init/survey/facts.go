package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// program gathers what is known of one main.
func (t *Tree) program(p Package) Facts {
	pr := t.reach(p)
	facts := Facts{ImportPath: p.ImportPath, Listens: []Call{}, Connects: []Call{}, Reads: []Read{}, Texts: []string{}, Imports: pr.imports()}
	texts := map[string]bool{}
	for _, b := range pr.bodies {
		at := b.scope
		ast.Inspect(b.node, func(n ast.Node) bool {
			switch one := n.(type) {
			case *ast.CallExpr:
				facts.Listens = append(facts.Listens, pr.listens(one, at)...)
				facts.Connects = append(facts.Connects, pr.connects(one, at)...)
				pr.noteReads(one, at)
			case *ast.CompositeLit:
				facts.Connects = append(facts.Connects, pr.connectsBy(one, at)...)
			case *ast.BasicLit:
				// What a generator has written names files of its own work.
				if ast.IsGenerated(at.file.File) {
					return true
				}
				if s, err := strconv.Unquote(one.Value); one.Kind == token.STRING && err == nil && mayBePath(s) {
					texts[strings.TrimPrefix(s, "file://")] = true
				}
			}
			return true
		})
	}
	for _, src := range pr.own {
		if src.problem != nil && facts.Problem == "" {
			facts.Problem = src.problem.Error()
		}
	}
	pr.under(facts.Listens)
	for _, call := range append(append([]Call{}, facts.Listens...), facts.Connects...) {
		pr.noteValue(call.Value, call.At)
	}
	pr.noteTags()
	facts.Texts = sorted(texts)
	for _, read := range pr.reads {
		facts.Reads = append(facts.Reads, read)
	}
	sort.Slice(facts.Reads, func(i, j int) bool { return facts.Reads[i].Name < facts.Reads[j].Name })
	return facts
}

var configurationFile = regexp.MustCompile(`\.(ya?ml|json|toml|ini)$`)

func sorted(set map[string]bool) []string {
	all := make([]string, 0, len(set))
	for s := range set {
		all = append(all, s)
	}
	sort.Strings(all)
	return all
}

// mayBePath: what is put behind the working folder begins with a slash, and is mostly a file of configuration.
func mayBePath(s string) bool {
	s = strings.TrimPrefix(s, "file://")
	if strings.HasPrefix(s, "/") && !configurationFile.MatchString(s) {
		return false
	}
	return len(s) > 1 && len(s) < 200 && !strings.ContainsAny(s, " \n\t\"'<>|:;") && strings.Trim(s, "./") != ""
}

func (pr *program) imports() []string {
	set := map[string]bool{}
	for _, src := range pr.own {
		for _, f := range src.files {
			for _, spec := range f.Imports {
				isBlank := spec.Name != nil && spec.Name.Name == "_"
				if from, err := strconv.Unquote(spec.Path.Value); err == nil && pr.tree.packages[from] == nil && (isBlank || pr.uses(f)) {
					set[from] = true
				}
			}
		}
	}
	return sorted(set)
}

// uses: the program comes to one of the functions of a file, or the file has none.
func (pr *program) uses(f *file) bool {
	none := true
	for _, decl := range f.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			if pr.seen[fn] {
				return true
			}
			none = false
		}
	}
	return none
}

func (pr *program) listens(call *ast.CallExpr, at scope) []Call {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || pr.callee(call, at) != nil {
		return nil
	}
	name := sel.Sel.Name
	if from := packageOf(sel, at); from != "" {
		known, ok := listenFunctions[bare(from)+"."+name]
		if !ok || from == "net" && !pr.isTCP(call, 0, at) {
			return nil
		}
		return []Call{pr.listen(known, call, at)}
	}
	if name == "Listen" {
		// Of whatever hands out listeners: net.ListenConfig, one that outlives a restart.
		for i := 0; i < min(2, len(call.Args)-1); i++ {
			if network, ok := pr.eval(call.Args[i], at).plain(); ok && strings.HasPrefix(network, "tcp") {
				return []Call{pr.listen(listener{"net.Listen", i + 1, nil}, call, at)}
			}
		}
	}
	typ := pr.typeOf(sel.X, at)
	if typ == "" {
		typ = pr.guessFramework(name, at)
	}
	if what, ok := servers[typ]; ok && (name == "Serve" || name == "ServeTLS") {
		return []Call{{What: what, Role: "addr", Value: unknown, At: pr.tree.at(call)}}
	}
	if known, ok := listenMethods[typ+"."+name]; ok {
		return []Call{pr.listen(known, call, at)}
	}
	if typ == "github.com/labstack/echo.Echo" && name == "StartServer" && len(call.Args) == 1 {
		if lit := pr.literalOf(call.Args[0], at); lit != nil {
			if v, ok := pr.element(lit, "Addr", at); ok {
				return []Call{{What: "echo", Role: "addr", Value: v, At: pr.tree.at(call)}}
			}
		}
	}
	if strings.HasPrefix(name, "ListenAndServe") && (typ == "net/http.Server" || typ == "" && at.file.has("net/http")) {
		values := pr.evalField("net/http.Server", "Addr")
		if len(values) == 0 {
			values = []Value{text(":80")}
		}
		return []Call{{What: "net/http", Role: "addr", Value: either(values), At: pr.tree.at(call)}}
	}
	return nil
}

func (pr *program) listen(known listener, call *ast.CallExpr, at scope) Call {
	value := known.otherwise
	if known.arg < len(call.Args) {
		value = pr.eval(call.Args[known.arg], at)
		if s, ok := value.plain(); ok && s == "" && known.otherwise != nil {
			value = known.otherwise
		}
	}
	if value == nil {
		value = unknown
	}
	return Call{What: known.what, Role: "addr", Value: value, At: pr.tree.at(call)}
}

// noteValue remembers what variables are by default, where a value shows it.
func (pr *program) noteValue(value Value, at string) {
	for _, part := range value {
		if part.Kind == "env" {
			pr.note(part.Text, part.Default, at)
		}
	}
}

func (pr *program) isTCP(call *ast.CallExpr, arg int, at scope) bool {
	if arg >= len(call.Args) {
		return false
	}
	network, ok := pr.eval(call.Args[arg], at).plain()
	return !ok || strings.HasPrefix(network, "tcp")
}

// guessFramework is the type to which a method of this name belongs in a file that imports its package.
func (pr *program) guessFramework(name string, at scope) string {
	for from, typ := range frameworks {
		if _, ok := listenMethods[typ+"."+name]; !ok {
			continue
		}
		for _, imported := range at.file.imports {
			if bare(imported) == from {
				return typ
			}
		}
	}
	return ""
}

func (pr *program) connects(call *ast.CallExpr, at scope) []Call {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	from := packageOf(sel, at)
	known, ok := connectFunctions[from+"."+sel.Sel.Name]
	if !ok {
		known, ok = connectFunctions[bare(from)+"."+sel.Sel.Name]
	}
	if from == "" || !ok || known.arg >= len(call.Args) {
		return nil
	}
	what := bare(from) + "." + sel.Sel.Name
	if strings.HasPrefix(what, "database/sql") || strings.HasPrefix(what, "github.com/jmoiron/sqlx") {
		if driver, ok := pr.eval(call.Args[known.arg-1], at).plain(); ok {
			what += ":" + driver
		}
	}
	return []Call{{What: what, Role: known.role, Value: pr.eval(call.Args[known.arg], at), At: pr.tree.at(call)}}
}

func (pr *program) connectsBy(lit *ast.CompositeLit, at scope) []Call {
	if lit.Type == nil {
		return nil
	}
	typ := typeName(lit.Type, at.file)
	var found []Call
	for field, role := range connectFields[typ] {
		if v, ok := pr.element(lit, field, at); ok {
			found = append(found, Call{What: typ + "." + field, Role: role, Value: v, At: pr.tree.at(lit)})
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].What < found[j].What })
	return found
}

// noteReads remembers the variables that a call reads, by os.Getenv or by a helper that gets their name.
func (pr *program) noteReads(call *ast.CallExpr, at scope) {
	for _, arg := range call.Args {
		if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && variableName.MatchString(s) {
				pr.noteValue(pr.eval(call, at), pr.tree.at(call))
				return
			}
		}
	}
}

// noteTags remembers the variables that the tags of structs name: of those that are no part of another one, which may have a prefix.
func (pr *program) noteTags() {
	inner := map[string]bool{}
	pr.structs(func(_ string, fields *ast.StructType, f *file) {
		for _, field := range fields.Fields.List {
			inner[typeName(field.Type, f)] = true
		}
	})
	pr.structs(func(name string, fields *ast.StructType, f *file) {
		if !inner[f.pkg.ImportPath+"."+name] {
			pr.noteFields(fields, &ast.CompositeLit{Type: ast.NewIdent(name)}, scope{file: f})
		}
	})
}

// structs are the program's own, as far as there may be values of them.
func (pr *program) structs(visit func(name string, fields *ast.StructType, f *file)) {
	for _, src := range pr.own {
		for name, decl := range src.types {
			if fields, ok := decl.expr.(*ast.StructType); ok && (pr.alive[src.ImportPath+"."+name] || strings.HasPrefix(name, noName)) {
				visit(name, fields, decl.file)
			}
		}
	}
}

func (pr *program) noteFields(fields *ast.StructType, of ast.Expr, at scope) {
	at.depth++
	if at.depth > deepest {
		return
	}
	for _, field := range fields.Fields.List {
		names := field.Names
		if len(names) == 0 {
			names = []*ast.Ident{ast.NewIdent(baseName(field.Type))}
		}
		for _, id := range names {
			sel := &ast.SelectorExpr{X: of, Sel: id}
			if deeper, _ := pr.structOf(pr.typeOf(sel, at)); deeper != nil {
				pr.noteFields(deeper, sel, at)
			} else {
				pr.tagged(field, sel, at)
			}
		}
	}
}
