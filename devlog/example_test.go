package devlog_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/page"
)

// A devlog is a git repository with one commit a page.
func ExampleNewGit() {
	dir, err := os.MkdirTemp("", "devlog")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	sink, err := devlog.NewGit(devlog.GitConfig{Dir: filepath.Join(dir, "pages"), Author: "Docs", Email: "docs@example.org"})
	if err != nil {
		panic(err)
	}
	key := page.Key{Type: page.FunctionDoc, Repo: "demo", Path: "sum.go", Symbol: "Sum"}
	for range 2 {
		pub, err := sink.Publish(ctx, codewormtest.Page(key, "fingerprint"))
		if err != nil {
			panic(err)
		}
		fmt.Println(pub.Path, pub.Unchanged)
	}
	// Output:
	// demo/functions/sum.go/sum-ba3bc9dc51df.md false
	// demo/functions/sum.go/sum-ba3bc9dc51df.md true
}

// Several sinks get every page; the first one's answers count.
func ExampleMulti() {
	folder, err := os.MkdirTemp("", "devlog")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	copies, err := devlog.NewFolder(folder)
	if err != nil {
		panic(err)
	}
	sink := devlog.Multi(codewormtest.NewSink(), copies)
	key := page.Key{Type: page.FunctionDoc, Repo: "demo", Path: "sum.go", Symbol: "Sum"}
	pub, err := sink.Publish(context.Background(), codewormtest.Page(key, "fingerprint"))
	if err != nil {
		panic(err)
	}
	_, err = os.Stat(filepath.Join(folder, pub.Path))
	fmt.Println(pub.Location, err)
	// Output:
	// memory:demo/functions/sum.go/sum-ba3bc9dc51df.md <nil>
}
