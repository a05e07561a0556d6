package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/schedule"
	"github.com/codeworm/codeworm/state/sqlite"
)

// The program that begins the package's documentation.
func document(ctx context.Context) error {
	p, err1 := parser.New(golang.Language) // link only the grammars you need
	sink, err2 := devlog.NewGit(devlog.GitConfig{Dir: "../devlog"})
	store, err3 := sqlite.Open(ctx, "../devlog.db")
	client, err4 := llm.NewOllama(llm.OllamaConfig{Model: "qwen2.5:7b"})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	d, err := codeworm.New(codeworm.Config{Repos: []codeworm.Repo{{Path: "."}}, Parser: p, LLM: client, Store: store, Sink: sink})
	if err != nil {
		return err
	}
	return errors.Join(d.Run(ctx), store.Close()) // Run returns when ctx is done
}

// Example asserts that the documentation begins with a program that compiles: the one above.
func Example() {
	_ = document
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		panic(err)
	}
	example, err := os.ReadFile("example_test.go")
	if err != nil {
		panic(err)
	}
	_, program, _ := strings.Cut(string(doc), "//\tfunc document")
	program, _, _ = strings.Cut("//\tfunc document"+program, "//\n")
	program = strings.ReplaceAll(program, "//\t", "")
	fmt.Println(strings.Count(program, "\n"), "lines:", strings.Contains(string(example), program))
	// Output:
	// 14 lines: true
}

// sampleRepo is a folder with one file in the toy language of codewormtest.
func sampleRepo() (dir string, remove func()) {
	parent, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	dir = filepath.Join(parent, "sample")
	if err := os.Mkdir(dir, 0o755); err != nil {
		panic(err)
	}
	src := "class Counter\nfunc add(a, b)\none\ntwo\nthree\nend\nend\n"
	if err := os.WriteFile(filepath.Join(dir, "counter.toy"), []byte(src), 0o600); err != nil {
		panic(err)
	}
	return dir, func() { _ = os.RemoveAll(parent) }
}

func ExampleDaemon_RunN() {
	dir, remove := sampleRepo()
	defer remove()
	d, err := codeworm.New(codeworm.Config{
		Repos:  []codeworm.Repo{{Path: dir}},
		Parser: codewormtest.Parser{},
		LLM:    codewormtest.NewLLM("Keeps a count of things in `one`.\n\nIt adds what it is given to what it has, and gives nothing back."),
		Store:  codewormtest.NewStore(nil),
		Sink:   codewormtest.NewSink(),
	})
	if err != nil {
		panic(err)
	}
	pages, err := d.RunN(context.Background(), 10)
	if err != nil {
		panic(err)
	}
	for _, page := range pages {
		fmt.Println(page.Page.Subject)
	}
	_, err = d.RunOnce(context.Background())
	fmt.Println(errors.Is(err, codeworm.ErrNothingDue))
	// Output:
	// Document Counter.add: Keeps a count of things in one
	// Document Counter: Keeps a count of things in one
	// true
}

// Run works until its context is done and then returns nil.
func ExampleDaemon_Run() {
	dir, remove := sampleRepo()
	defer remove()
	sink := codewormtest.NewSink()
	d, err := codeworm.New(codeworm.Config{
		Repos:     []codeworm.Repo{{Path: dir}},
		Parser:    codewormtest.Parser{},
		LLM:       codewormtest.NewLLM(),
		Store:     codewormtest.NewStore(nil),
		Sink:      sink,
		Scheduler: schedule.Continuous{},
	})
	if err != nil {
		panic(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	events := d.Subscribe(100)
	go func() {
		for e := range events.C {
			if _, ok := e.(codeworm.NothingDue); ok {
				stop() // a program would stop at a signal: signal.NotifyContext
			}
		}
	}()
	fmt.Println(d.Run(ctx))
	events.Close()
	fmt.Println(len(sink.Pages()), "pages")
	// Output:
	// <nil>
	// 2 pages
}

// A subscriber can draw an honest progress bar: it learns how many targets are due, which stage each is in, and how far the
// model is with an answer.
func ExampleDaemon_Subscribe() {
	dir, remove := sampleRepo()
	defer remove()
	d, err := codeworm.New(codeworm.Config{
		Repos:  []codeworm.Repo{{Path: dir}},
		Parser: codewormtest.Parser{},
		LLM:    codewormtest.NewLLM("Keeps a count of things in `one`.\n\nIt adds what it is given to what it has, and gives nothing back."),
		Store:  codewormtest.NewStore(nil),
		Sink:   codewormtest.NewSink(),
	})
	if err != nil {
		panic(err)
	}
	events := d.Subscribe(1000)
	if _, err := d.RunOnce(context.Background()); err != nil {
		panic(err)
	}
	events.Close()
	for e := range events.C {
		switch e := e.(type) {
		case codeworm.BatchStarted:
			fmt.Printf("%d due, %d now\n", e.Due, e.Pages)
		case codeworm.StageEntered:
			fmt.Printf("%s: %s\n", e.Target.Title(), e.Stage)
		case codeworm.AnswerGrew: // a few times a second; the fake is done sooner
			fmt.Printf("%s: written %t\n", e.Target.Title(), e.Tokens > 0)
		case codeworm.PagePublished:
			fmt.Printf("%s: published\n", e.Result.Target.Title())
		}
	}
	// Output:
	// 2 due, 1 now
	// Counter.add: compose
	// Counter.add: wait
	// Counter.add: ask
	// Counter.add: written true
	// Counter.add: check
	// Counter.add: publish
	// Counter.add: published
}

func ExampleDaemon_Plan() {
	dir, remove := sampleRepo()
	defer remove()
	d, err := codeworm.New(codeworm.Config{
		Repos:  []codeworm.Repo{{Path: dir}},
		Parser: codewormtest.Parser{},
		LLM:    codewormtest.NewLLM(),
		Store:  codewormtest.NewStore(nil),
		Sink:   codewormtest.NewSink(),
	})
	if err != nil {
		panic(err)
	}
	plan, err := d.Plan(context.Background())
	if err != nil {
		panic(err)
	}
	for _, target := range plan.Due {
		fmt.Println(target.Key)
	}
	// Output:
	// function_doc:sample:counter.toy#Counter.add
	// class_doc:sample:counter.toy#Counter
}
