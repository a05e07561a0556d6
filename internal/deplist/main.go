// Command deplist writes docs/dependencies.md: the modules that are linked into the program or into a program that uses the
// library, with the licences that their files give. It needs the modules' sources, which the go command fetches.
package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// target is the file that is written, from the top of the repository.
const target = "docs/dependencies.md"

// head stands before the table.
const head = `# Dependencies

Modules that are linked into the program (` + "`examples/daemon`" + `), or into a program that uses a package of this library. What the tests
alone use is not listed. Versions and licences are read from the modules themselves; ` + "`make dependencies`" + ` writes this file,
and a test holds that it is true. The sums of their contents are in ` + "`go.sum`" + `.

| module | version | licence | in the program |
| --- | --- | --- | --- |
`

// module is one that is linked.
type module struct{ path, version, dir string }

func main() {
	text, err := list(".")
	if err == nil {
		err = os.WriteFile(target, text, 0o644)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "deplist: %v\n", err)
		os.Exit(1)
	}
}

// list is the text of the file for the repository at the folder.
func list(dir string) ([]byte, error) {
	all, err := linked(dir, "./...")
	if err != nil {
		return nil, err
	}
	program, err := linked(dir, "./examples/daemon")
	if err != nil {
		return nil, err
	}
	b := bytes.NewBufferString(head)
	for _, m := range all {
		names, err := licences(m.dir)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", m.path, m.version, err)
		}
		in := "no"
		if slices.Contains(program, m) {
			in = "yes"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", m.path, m.version, strings.Join(names, ", "), in)
	}
	return b.Bytes(), nil
}

// linked are the modules that packages need, without their tests, sorted. It asks for one system, so that the answer is
// the same on all.
func linked(dir, packages string) ([]module, error) {
	cmd := exec.CommandContext(context.Background(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", packages)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var modules []module
	for line := range strings.Lines(string(out)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 && !isTests(f[0]) {
			modules = append(modules, module{f[0], f[1], f[2]})
		}
	}
	slices.SortFunc(modules, func(a, b module) int { return cmp.Compare(a.path, b.path) })
	return slices.Compact(modules), nil
}

// testModules are needed by the packages for tests alone, which are ordinary packages.
var testModules = []string{"github.com/stretchr/testify", "github.com/davecgh/go-spew", "github.com/pmezard/go-difflib"}

func isTests(path string) bool { return slices.Contains(testModules, path) }

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([-._].*)?$`)

// licences are the names of a module's licences, sorted, each once. A text that is not known is an error: somebody has to
// read it.
func licences(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.Type().IsRegular() || !licenceFile.MatchString(e.Name()) || strings.HasSuffix(e.Name(), "-LOGO") { // of a picture, which is not linked
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		found := identify(string(text))
		if len(found) == 0 {
			return nil, fmt.Errorf("%s is a licence that is not known; read it, and add it to internal/deplist", e.Name())
		}
		names = append(names, found...)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("it has no licence file")
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// texts are sentences that only the licence of that name has, in letters and single spaces.
var texts = []struct{ name, sentence string }{
	{"Apache-2.0", "apache license version 2 0"},
	{"Apache-2.0", "licensed under the apache license"},
	{"MPL-2.0", "mozilla public license version 2 0"},
	{"MIT", "permission is hereby granted free of charge to any person obtaining a copy"},
	{"ISC", "permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"Public domain", "the author disclaims copyright to this source code"},
	{"Public domain", "dedicated to the public domain"},
}

var notWords = regexp.MustCompile(`[^a-z0-9]+`)

func identify(text string) []string {
	plain := notWords.ReplaceAllString(strings.ToLower(text), " ")
	var found []string
	for _, t := range texts {
		if strings.Contains(plain, t.sentence) {
			found = append(found, t.name)
		}
	}
	if strings.Contains(plain, "redistribution and use in source and binary forms") {
		if strings.Contains(plain, "may be used to endorse or promote") {
			found = append(found, "BSD-3-Clause")
		} else {
			found = append(found, "BSD-2-Clause")
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
