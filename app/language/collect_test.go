package language_test

import (
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	module     = "mysettings"
	root       = "../.."
	ofLanguage = module + "/app/language"
)

// faces are the ways to build the program: what one leaves out, another says.
var faces = []struct {
	system string
	tags   []string
}{
	{"linux", nil}, {"linux", []string{"tray"}}, {"linux", []string{"desktop", "production", "webkit2_41"}},
	{"windows", nil}, {"windows", []string{"tray"}}, {"windows", []string{"desktop", "production"}},
}

// source is the program's source, type-checked by itself: packages of others
// are taken as empty, and what doesn't fit because of that is overlooked.
type source struct {
	t     *testing.T
	fset  *token.FileSet
	files map[string]*ast.File // by path
	dirs  []string

	context build.Context
	done    map[string]*types.Package // by import path, in this face
	seen    func(info *types.Info, f *ast.File)
}

// walk calls see for every file of every face, more than once for most.
func walk(t *testing.T, see func(fset *token.FileSet, info *types.Info, f *ast.File)) {
	t.Helper()
	s := &source{t: t, fset: token.NewFileSet(), files: map[string]*ast.File{}}
	s.seen = func(info *types.Info, f *ast.File) { see(s.fset, info, f) }
	s.dirs = goDirs(t)
	for _, face := range faces {
		s.context = build.Default
		s.context.GOOS, s.context.GOARCH, s.context.BuildTags, s.context.CgoEnabled = face.system, "amd64", face.tags, true
		s.done = map[string]*types.Package{}
		for _, dir := range s.dirs {
			if _, err := s.Import(path.Join(module, filepath.ToSlash(dir))); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// goDirs are the folders with what the program is made of.
func goDirs(t *testing.T) []string {
	t.Helper()
	dirs := []string{"."}
	for _, top := range []string{"app", "store"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if d.IsDir() {
				rel, err := filepath.Rel(root, p)
				dirs = append(dirs, rel)
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}

// Import is the types.Importer for the packages themselves.
func (s *source) Import(name string) (*types.Package, error) {
	if p, ok := s.done[name]; ok {
		return p, nil
	}
	rel, ours := strings.CutPrefix(name+"/", module+"/")
	if !ours {
		p := types.NewPackage(name, path.Base(name))
		p.MarkComplete()
		return p, nil
	}
	files := s.parse(filepath.Join(root, filepath.FromSlash(rel)))
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: s, FakeImportC: true, Error: func(error) {}}
	p, _ := conf.Check(name, s.fset, files, info)
	s.done[name] = p
	for _, f := range files {
		s.seen(info, f)
	}
	return p, nil
}

func (s *source) parse(dir string) []*ast.File {
	entries, err := os.ReadDir(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	var files []*ast.File
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		if ok, err := s.context.MatchFile(dir, e.Name()); err != nil || !ok {
			continue
		}
		p := filepath.Join(dir, e.Name())
		f := s.files[p]
		if f == nil {
			if f, err = parser.ParseFile(s.fset, p, nil, parser.SkipObjectResolution|parser.ParseComments); err != nil {
				s.t.Fatal(err)
			}
			s.files[p] = f
		}
		files = append(files, f)
	}
	return files
}

// isText is true for the type Text.
func isText(t types.Type) bool {
	n, ok := t.(*types.Named)
	return ok && n.Obj().Name() == "Text" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == ofLanguage
}

// collected is what the source says.
type collected struct {
	texts map[string]string // text: where
	// loose are the conversions to Text of what is not constant, and plain the
	// strings that look like a sentence and are no Text.
	loose, plain []string
}

// gathered is what collect has found: it takes a while.
var gathered struct {
	once sync.Once
	collected
}

func collect(t *testing.T) collected {
	t.Helper()
	gathered.once.Do(func() { gathered.collected = gather(t) })
	if len(gathered.texts) == 0 {
		t.Fatal("nothing is said anywhere")
	}
	return gathered.collected
}

func gather(t *testing.T) collected {
	t.Helper()
	c := collected{texts: map[string]string{}}
	walk(t, func(fset *token.FileSet, info *types.Info, f *ast.File) {
		where := func(n ast.Node) string {
			p := fset.Position(n.Pos())
			return strings.TrimPrefix(filepath.ToSlash(p.Filename), root+"/") + ":" + strconv.Itoa(p.Line)
		}
		v := &visitor{info: info, where: where, into: &c}
		if f.Name.Name != "language" {
			ast.Walk(v, f)
			return
		}
		ast.Inspect(f, func(n ast.Node) bool { // the package's own quotation marks and joiners
			if e, ok := n.(ast.Expr); ok && v.text(e) {
				return false
			}
			return true
		})
	})
	slices.Sort(c.loose)
	slices.Sort(c.plain)
	c.loose, c.plain = slices.Compact(c.loose), slices.Compact(c.plain)
	return c
}

type visitor struct {
	info  *types.Info
	where func(ast.Node) string
	into  *collected
}

// text records an expression that is a constant Text.
func (v *visitor) text(e ast.Expr) bool {
	tv := v.info.Types[e]
	if tv.Value == nil || tv.Value.Kind() != constant.String || !isText(tv.Type) {
		return false
	}
	if s := constant.StringVal(tv.Value); s != "" {
		v.into.texts[s] = v.where(e)
	}
	return true
}

func (v *visitor) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.CommentGroup:
		return nil
	case *ast.GenDecl:
		if n.Tok == token.CONST {
			for _, spec := range n.Specs { // an untyped one becomes what it is used as
				for _, e := range spec.(*ast.ValueSpec).Values {
					v.text(e)
				}
			}
			return nil
		}
	case *ast.Field: // struct tags
		return nil
	case *ast.CallExpr:
		if fun, ok := v.info.Types[n.Fun]; ok && fun.IsType() && isText(fun.Type) && v.info.Types[n].Value == nil {
			v.into.loose = append(v.into.loose, v.where(n))
		}
		if quiet(n) {
			for _, a := range n.Args {
				if _, call := a.(*ast.CallExpr); call {
					ast.Walk(v, a)
				}
			}
			return nil
		}
	case *ast.KeyValueExpr:
		if k, ok := n.Key.(*ast.Ident); ok && slices.Contains(ofHelp, k.Name) {
			return nil
		}
	case *ast.FuncLit:
		ast.Walk(v, n.Body) // without the fields of its type
		return nil
	case ast.Expr:
		if v.text(n) {
			return nil
		}
		tv := v.info.Types[n]
		if tv.Value != nil && tv.Value.Kind() == constant.String {
			if s := constant.StringVal(tv.Value); sentence(s) && !exempt(s) {
				v.into.plain = append(v.into.plain, v.where(n)+": "+strconv.Quote(s))
			}
			return nil
		}
	}
	return v
}

// ofHelp are the fields of what --help says, which is in English.
var ofHelp = []string{"Use", "Short", "Long", "Example"}

// quiet is true for calls whose words nobody reads but who looks for a fault:
// errors, logs, and what --help says.
func quiet(call *ast.CallExpr) bool {
	name, on := "", ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			on = x.Name
		}
	}
	switch {
	case on == "errors" && name == "New", on == "fmt" && name == "Errorf", name == "panic":
		return true
	case strings.HasSuffix(name, "Context") && slices.Contains([]string{"DebugContext", "InfoContext", "WarnContext", "ErrorContext"}, name):
		return true
	case slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, name) && len(call.Args) > 0:
		return true
	case slices.Contains([]string{"MustCompile", "Set", "Get", "Add", "Del"}, name) && strings.Contains(strings.ToLower(on), "h"):
		return name != "Say"
	case strings.HasSuffix(name, "Var") || strings.HasSuffix(name, "VarP"):
		return true
	}
	return false
}

// sentence is true for what looks like something to read: words, the first of
// which begins with a capital letter.
func sentence(s string) bool {
	s = strings.TrimLeft(s, " “(\n")
	words := strings.Fields(s)
	if len(words) < 2 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	small := 0
	for _, w := range words {
		if w = strings.Trim(w, ".,:;!?“”()\n"); w != "" && w == strings.ToLower(w) && strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0 {
			small++
		}
	}
	return small > 0
}
