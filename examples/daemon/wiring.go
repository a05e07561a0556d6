package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
	"github.com/codeworm/codeworm/redact"
	"github.com/codeworm/codeworm/state/sqlite"
)

// parts are a daemon and what has to be closed after it.
type parts struct {
	daemon *codeworm.Daemon
	store  *sqlite.Store
	closed func() error
}

// close ends the store; its error counts when there is no other.
func (p *parts) close(err *error) {
	if closeErr := p.closed(); *err == nil {
		*err = closeErr
	}
}

// build wires the parts. mode is who writes when the settings do not say; the
// notices of an automatic choice go to w.
func (s *settings) build(ctx context.Context, mode string, dryRun bool, w io.Writer) (*parts, error) {
	config, err := s.config(ctx, mode, w)
	if err != nil {
		return nil, err
	}
	config.DryRun = dryRun
	// Everything is checked before the state file is created: a stand-in takes its place.
	config.Store = struct{ codeworm.StateStore }{}
	if _, err := codeworm.New(config); err != nil {
		return nil, err
	}
	store, closed, err := openState(ctx, s.State, dryRun)
	if err != nil {
		return nil, err
	}
	config.Store = store
	d, err := codeworm.New(config)
	if err != nil {
		return nil, errors.Join(err, closed())
	}
	return &parts{daemon: d, store: store, closed: closed}, nil
}

func (s *settings) config(ctx context.Context, mode string, w io.Writer) (codeworm.Config, error) {
	var config codeworm.Config
	if err := s.load(); err != nil {
		return config, err
	}
	if len(s.Repos) == 0 {
		return config, usagef("name a repository with --repo PATH, or a configuration with --config FILE")
	}
	for _, r := range s.Repos {
		config.Repos = append(config.Repos, codeworm.Repo{Name: r.Name, Path: r.Path, Weight: r.Weight, Include: r.Include, Exclude: r.Exclude, WebURL: r.WebURL})
	}
	var err error
	if config.Types, err = s.types(); err != nil {
		return config, err
	}
	if config.Scheduler, err = s.scheduler(); err != nil {
		return config, err
	}
	config.Selection = codeworm.Selection{MinLines: s.Selection.MinLines, MinComplexity: s.Selection.MinComplexity,
		ReviewMinLines: s.Selection.ReviewMinLines, ReviewMinComplexity: s.Selection.ReviewMinComplexity, Tests: s.Selection.Tests}
	config.MaxAge = s.MaxAge.duration()
	switch {
	case s.Retire == nil:
	case *s.Retire < 0:
		return config, usagef("retire_after_days is %g; it has to be 0 or more", *s.Retire)
	case *s.Retire == 0:
		config.RetireAfter = -1 // at once
	default:
		config.RetireAfter = s.Retire.duration()
	}
	if config.Prompts, err = s.prompts(w); err != nil {
		return config, err
	}
	if s.verbose {
		config.Logger = slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	if config.Parser, err = parser.New(all.Languages()...); err != nil {
		return config, err
	}
	if config.Sink, err = devlog.NewGit(devlog.GitConfig{Dir: s.Devlog.Path, Branch: s.Devlog.Branch, Remote: s.Devlog.Remote}); err != nil {
		return config, usageError{err}
	}
	if config.Redactor, err = redact.New(); err != nil {
		return config, err
	}
	config.LLM, err = s.writer(ctx, mode, w)
	return config, err
}

// askTimeout is how long an automatic choice waits for a server.
const askTimeout = 5 * time.Second

// writer chooses who writes.
func (s *settings) writer(ctx context.Context, mode string, w io.Writer) (codeworm.LLMClient, error) {
	if s.LLM.Mode != "" {
		mode = s.LLM.Mode
	}
	if mode == "facts" {
		return llm.FactsOnly{}, nil
	}
	config := llm.OllamaConfig{URL: s.LLM.URL, Model: s.LLM.Model, NumCtx: s.LLM.NumCtx, NumPredict: s.LLM.NumPredict,
		KeepAlive: s.LLM.KeepAlive, Parallel: s.LLM.Parallel}
	if s.LLM.Temperature != nil {
		config.Temperature = s.LLM.Temperature
	}
	client, err := llm.NewOllama(config)
	if err != nil {
		return nil, usageError{err}
	}
	if mode != "auto" {
		return client, nil
	}
	asked, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	err = client.Ready(asked)
	switch {
	case err == nil:
		return client, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, codeworm.ErrModelMissing):
		fmt.Fprintf(w, "The Ollama server at %s does not have the model %s, so the pages are written from facts alone.\n", s.LLM.URL, s.LLM.Model)
		fmt.Fprintf(w, "For a model's prose: ollama pull %s, then run this again; such pages are replaced.\n", s.LLM.Model)
	default:
		fmt.Fprintf(w, "No Ollama server answers at %s, so the pages are written from facts alone.\n", s.LLM.URL)
		fmt.Fprintf(w, "For a model's prose: install Ollama (https://ollama.com), run: ollama pull %s, then run this again; such pages are replaced.\n", s.LLM.Model)
	}
	return llm.FactsOnly{}, nil
}
