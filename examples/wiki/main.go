// Command wiki documents a repository in a git wiki: the example of a sink of
// one's own. It writes a few pages, without a model, and says where they are.
//
//	go run ./examples/wiki -repo . -wiki ../project.wiki -n 3
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/state/sqlite"
)

func main() {
	repo := flag.String("repo", ".", "the repository to document")
	dir := flag.String("wiki", "", "the clone of the wiki")
	n := flag.Int("n", 3, "how many pages to write")
	flag.Parse()
	if *dir == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := document(ctx, *repo, *dir, *n)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "wiki:", err)
		os.Exit(1)
	}
}

// document writes n pages about the repository into the wiki.
func document(ctx context.Context, repo, dir string, n int) (err error) {
	wiki, err := NewWiki(dir)
	if err != nil {
		return err
	}
	p, err := parser.New(golang.Language)
	if err != nil {
		return err
	}
	// What was published is kept beside the wiki; git's own folder is not published.
	if err := wiki.Prepare(ctx); err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, filepath.Join(wiki.dir, ".git", "codeworm.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	daemon, err := codeworm.New(codeworm.Config{
		Repos: []codeworm.Repo{{Path: repo}}, Parser: p, LLM: llm.FactsOnly{}, Store: store, Sink: wiki,
	})
	if err != nil {
		return err
	}
	for range n {
		page, err := daemon.RunOnce(ctx)
		if errors.Is(err, codeworm.ErrNothingDue) {
			fmt.Println("every page is there")
			return nil
		} else if err != nil {
			return err
		}
		fmt.Println(page.Publication.Location)
	}
	return nil
}
