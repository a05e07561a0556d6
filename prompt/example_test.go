package prompt_test

import (
	"fmt"
	"testing/fstest"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/prompt"
	"github.com/codeworm/codeworm/source"
)

// A folder of prompts replaces what is built in, file by file.
func ExampleRead() {
	folder := fstest.MapFS{ // os.DirFS("prompts") in a program
		"function_doc.tmpl": {Data: []byte("Explain the {{.Kind}} {{code .Name}} to someone new.")},
		"languages.txt":     {Data: []byte("go: Look at errors.\n")},
	}
	set, err := prompt.Read(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	maker, err := prompt.New(set)
	if err != nil {
		fmt.Println(err)
		return
	}
	symbol := &source.Symbol{Kind: source.KindFunction, Name: "add", Signature: "func add(a, b int) int", Metrics: source.Metrics{Complexity: 1, NLOC: 3}}
	facts := &page.Facts{
		Target: page.Target{Key: page.Key{Type: page.FunctionDoc, Repo: "app", Path: "add.go", Symbol: "add"}, Language: "go", Symbol: symbol},
		Calls:  []source.Relation{{Name: "check", Path: "check.go", Line: 7}},
	}
	text, err := maker.Make(facts, "package app\n\nfunc add(a, b int) int {\n\treturn check(a, b)\n}\n", 4000)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text.Request)
	// Output:
	// ```` facts
	// Signature: func add(a, b int) int
	// Complexity (McCabe): 1, nesting 0, lines of code 3
	// Calls, in this repository:
	// - check (check.go:7)
	// ````
	//
	// Explain the function `add` to someone new. Look at errors.
}

// A template that would fail later is refused at once, whichever branch the mistake is in.
func ExampleNew_badTemplate() {
	_, err := prompt.New(prompt.Set{Templates: map[string]string{
		"system": `You are {{.Who}}.`,
		"rules":  `{{if .Style}}{{.Stile}}{{end}}`,
	}})
	fmt.Println(err)
	// Output:
	// prompt template "rules" (rules:1:15) uses the field .Stile, which is unknown there; the fields are .Style
	// prompt template "system" (system:1:10) uses the field .Who, which is unknown there; the fields are none
}
