//go:build ignore

// This program prints the names of Go and its standard library: go run golang.go | gzip -9n > ../data/go.txt.gz
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	var keywords []string
	for t := token.BREAK; t <= token.VAR; t++ {
		keywords = append(keywords, t.String())
	}
	line(out, "= keywords", keywords)
	line(out, "= builtins", append(types.Universe.Names(), "_", "init", "main", "C", "go", "gofmt", "cgo", "GOOS", "GOARCH", "GOPATH", "GOROOT", "GOMAXPROCS", "GOGC"))
	line(out, "= methods", []string{"Error", "String", "GoString", "Len", "Less", "Swap", "Unwrap", "Is", "As", "Read", "Write", "Close", "Format"})
	list, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		panic(err)
	}
	for path := range strings.FieldsSeq(string(list)) {
		if strings.Contains(path, "internal") || strings.HasPrefix(path, "vendor/") || path == "syscall" {
			continue
		}
		pkg, err := build.Import(path, "", 0)
		if err != nil {
			continue
		}
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range pkg.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(pkg.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				panic(err)
			}
			files = append(files, f)
		}
		d, err := doc.NewFromFiles(fset, files, path)
		if err != nil {
			panic(err)
		}
		print(out, path, d)
	}
}

func print(out *bufio.Writer, path string, d *doc.Package) {
	var top []string
	values := func(list []*doc.Value) {
		for _, v := range list {
			top = append(top, v.Names...)
		}
	}
	values(d.Consts)
	values(d.Vars)
	for _, f := range d.Funcs {
		top = append(top, f.Name)
	}
	members := map[string][]string{}
	for _, t := range d.Types {
		top = append(top, t.Name)
		values(t.Consts)
		values(t.Vars)
		for _, f := range t.Funcs {
			top = append(top, f.Name)
		}
		for _, m := range t.Methods {
			members[t.Name] = append(members[t.Name], m.Name)
		}
		for _, s := range t.Decl.Specs {
			members[t.Name] = append(members[t.Name], fields(s.(*ast.TypeSpec).Type)...)
		}
	}
	line(out, path, top)
	for _, t := range d.Types {
		line(out, path+"."+t.Name, members[t.Name])
	}
}

func fields(e ast.Expr) []string {
	var list *ast.FieldList
	switch e := e.(type) {
	case *ast.StructType:
		list = e.Fields
	case *ast.InterfaceType:
		list = e.Methods
	default:
		return nil
	}
	var names []string
	for _, f := range list.List {
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
	}
	return names
}

func line(out *bufio.Writer, scope string, names []string) {
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return !strings.HasPrefix(scope, "=") && !ast.IsExported(n)
	})
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > 0 {
		fmt.Fprintf(out, "%s\t%s\n", scope, strings.Join(names, " "))
	}
}
