// Command httpsink documents a repository in a wiki that is reached over HTTP: the example of a sink whose pages are somewhere else. It
// writes pages without a model, and is a small wiki, too.
//
//	go run ./examples/httpsink serve -dir ../wiki
//	go run ./examples/httpsink document -repo . -wiki http://127.0.0.1:8420/pages -n 3
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/state/sqlite"
)

// errUsage is the error of calls that cannot be read.
var errUsage = errors.New(`usage:
  httpsink serve -dir FOLDER [-listen 127.0.0.1:8420]
  httpsink document -repo . -wiki http://127.0.0.1:8420/pages [-state wiki.db] [-n 3]
Both take the wiki's token from ` + tokenVariable)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv(tokenVariable), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "httpsink:", err)
		os.Exit(1)
	}
}

// run is the program.
func run(ctx context.Context, args []string, token string, out io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	dir := flags.String("dir", "", "the folder of the wiki's pages")
	listen := flags.String("listen", "127.0.0.1:8420", "where the wiki is served")
	repo := flags.String("repo", ".", "the repository to document")
	wiki := flags.String("wiki", "", "the address of the wiki's pages")
	state := flags.String("state", "wiki.db", "the file that remembers what was published")
	n := flags.Int("n", 3, "how many pages to write")
	if err := flags.Parse(args[1:]); err != nil || flags.NArg() > 0 {
		return errors.Join(err, errUsage)
	}
	switch {
	case args[0] == "serve" && *dir != "":
		return serve(ctx, *dir, *listen, token, out)
	case args[0] == "document" && *wiki != "":
		return document(ctx, *repo, *state, *n, Config{Base: *wiki, Token: token}, out)
	}
	return errUsage
}

// serve serves the wiki until ctx is done.
func serve(ctx context.Context, dir, listen, token string, out io.Writer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	s, err := NewServer(dir, token)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // what was written is on the disk
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "serving http://%s%s\n", l.Addr(), pagesAt)
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	return errors.Join(server.Shutdown(last), closed(<-ended))
}

// closed is the error of a server that ended, but for the one that says that it was told to.
func closed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// document writes n pages about the repository into the wiki.
func document(ctx context.Context, repo, state string, n int, config Config, out io.Writer) (err error) {
	sink, err := NewSink(config)
	if err != nil {
		return err
	}
	defer sink.Close()
	p, err := parser.New(golang.Language)
	if err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, state)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	daemon, err := codeworm.New(codeworm.Config{
		Repos: []codeworm.Repo{{Path: repo}}, Parser: p, LLM: llm.FactsOnly{}, Store: store, Sink: sink,
	})
	if err != nil {
		return err
	}
	pages, err := daemon.RunN(ctx, n)
	for _, made := range pages {
		fmt.Fprintln(out, made.Publication.Location)
	}
	if errors.Is(err, codeworm.ErrNothingDue) {
		fmt.Fprintln(out, "every page is there")
		return nil
	}
	return err
}
