// Command embed is the smallest program that keeps a repository documented: it
// writes one page about the current folder, without any model.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/state/sqlite"
)

func main() {
	ctx := context.Background()
	p, err := parser.New(golang.Language)
	check(err)
	sink, err := devlog.NewGit(devlog.GitConfig{Dir: "../devlog"})
	check(err)
	store, err := sqlite.Open(ctx, "../devlog.db")
	check(err)
	defer func() { check(store.Close()) }()
	d, err := codeworm.New(codeworm.Config{Repos: []codeworm.Repo{{Path: "."}}, Parser: p, LLM: llm.FactsOnly{}, Store: store, Sink: sink})
	check(err)
	page, err := d.RunOnce(ctx)
	check(err)
	fmt.Println(page.Publication.Location)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
