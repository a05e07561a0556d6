package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/redact"
)

// parts are a daemon and what has to be closed after it.
type parts struct {
	daemon  *codeworm.Daemon
	store   codeworm.StateStore
	closed  func() error
	program string
	types   []page.Type // that have a share of the pages
	writes  []page.Type // that the writer can write; nil means all
	notice  string      // who writes when nobody chose, and what is not used of the prompts, for the first page; or ""
}

// close ends the parser and the store; its error counts when there is no other.
func (p *parts) close(err *error) {
	if closeErr := p.closed(); *err == nil {
		*err = closeErr
	}
}

// build wires the parts of a daemon that makes pages. mode is who writes when the
// settings do not say.
func (s *settings) build(ctx context.Context, mode string, dryRun bool, w io.Writer) (*parts, error) {
	config, err := s.config(w)
	if err != nil {
		return nil, err
	}
	config.DryRun = dryRun
	sink, err := s.sink(w)
	if s.problems.collect(err); err == nil {
		config.Sink = sink
		s.problems.collect(sink.Check(ctx))
	}
	return s.wire(ctx, mode, config)
}

// sink is the devlog of the settings.
func (s *settings) sink(w io.Writer) (*devlog.Git, error) {
	return devlog.NewGit(devlog.GitConfig{
		Dir: s.Devlog.Path, Branch: s.Devlog.Branch, Remote: s.Devlog.Remote,
		Logger: slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn})), // of what it removed or kept, which is rare
	})
}

// buildReader wires the parts of a daemon that plans and never makes a page, so that it
// does not matter where pages would go.
func (s *settings) buildReader(ctx context.Context, mode string, w io.Writer) (*parts, error) {
	config, err := s.config(w)
	if err != nil {
		return nil, err
	}
	config.DryRun = true
	if !s.noCache {
		s.outlines = newOutlineCache("pages", s.Repos)
	}
	return s.wire(ctx, mode, config)
}

// wire checks everything before it touches anything, and then opens the state.
func (s *settings) wire(ctx context.Context, mode string, config codeworm.Config) (*parts, error) {
	client, err := s.ollama(&mode)
	s.problems.collect(err)
	if config.Sink == nil {
		config.Sink = struct{ codeworm.DevlogSink }{}
	}
	config.Store, config.LLM = struct{ codeworm.StateStore }{}, struct{ codeworm.LLMClient }{}
	if len(config.Repos) > 0 {
		_, err := codeworm.New(config)
		s.problems.collect(err)
	}
	if err := s.problems.err(); err != nil {
		return nil, err
	}
	p := &parts{program: s.program}
	if config.LLM, p.notice, err = s.writer(ctx, mode, client); err != nil {
		return nil, err
	}
	p.notice = strings.TrimSuffix(s.stands+s.notice+p.notice, "\n")
	if d, ok := config.LLM.(codeworm.LLMDescriber); ok {
		p.writes = d.Describe().Types
	}
	for _, t := range page.Types() {
		if config.Types == nil || config.Types[t] > 0 {
			p.types = append(p.types, t)
		}
	}
	var closeState func() error
	if s.await == nil {
		p.store, closeState, err = openState(ctx, s.State, config.DryRun)
	} else {
		p.store, closeState, err = awaitState(ctx, s.State, config.DryRun, s.await)
	}
	if err != nil {
		return nil, errors.Join(err, s.endParser())
	}
	p.closed = func() error { return errors.Join(s.endParser(), closeState()) }
	config.Store = p.store
	if s.outlines != nil {
		s.outlines.older, _ = p.store.(codeworm.Cache)
		config.OutlineCache = s.outlines
	}
	if p.daemon, err = codeworm.New(config); err != nil {
		return nil, errors.Join(err, p.closed())
	}
	running.Store(p.daemon)
	return p, nil
}

// config is the library's configuration, but for who writes, where to, and the
// state. What is wrong is collected.
func (s *settings) config(w io.Writer) (codeworm.Config, error) {
	var config codeworm.Config
	s.settle()
	if len(s.Repos) == 0 && !s.unread {
		s.problems.addf("no repository is named; %s", s.whereRepos())
	}
	away := s.mayBeAway()
	s.addSubmodules()
	for i := range s.Repos {
		repo := s.Repos[i].repo()
		repo.MayBeAway = away
		config.Repos = append(config.Repos, repo)
	}
	config.Types = s.types()
	var err error
	config.Scheduler, err = s.scheduler()
	s.problems.collect(err)
	config.Selection = codeworm.Selection{MinLines: s.Selection.MinLines, MinComplexity: s.Selection.MinComplexity,
		ReviewMinLines: s.Selection.ReviewMinLines, ReviewMinComplexity: s.Selection.ReviewMinComplexity, Tests: s.Selection.Tests}
	config.AnswerTokens, config.PageTime = s.LLM.NumPredict, s.LLM.PageTime
	config.ProseFirst, config.MaxAge, config.ClaimTTL = s.Prose, s.MaxAge.duration(), s.ClaimTime
	config.PublishTogether = s.Devlog.Commit
	switch {
	case s.Retire == nil:
	case *s.Retire < 0:
		s.problems.addf("retire_after_days is %g; it has to be 0 or more", *s.Retire)
	case *s.Retire == 0:
		config.RetireAfter = -1 // at once
	default:
		config.RetireAfter = s.Retire.duration()
	}
	var said strings.Builder
	config.Prompts, err = s.prompts(&said)
	s.problems.collect(err)
	s.notice = said.String()
	if s.verbose {
		config.Logger = slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	if config.Parser, s.endParser, err = s.Parser.open(&s.problems); err != nil {
		return config, err
	}
	config.Redactor, err = redact.New()
	return config, err
}

// mayBeAway reports whether a repository whose folder is missing is waited for: by a run without an end that has others to document.
// Elsewhere it is a mistake.
func (s *settings) mayBeAway() bool {
	return s.await != nil && slices.ContainsFunc(s.Repos, func(r repoSettings) bool {
		_, err := os.Stat(r.Path)
		return err == nil
	})
}

func (s *settings) whereRepos() string {
	if s.file != "" {
		return fmt.Sprintf("list it under repos in %s, or give --repo PATH", s.file)
	}
	return "give --repo PATH, or a configuration with --config FILE, or stand in a git repository"
}

// askTimeout is how long an automatic choice waits for a server.
const askTimeout = 5 * time.Second

// ollama makes the client of the settings, or nil when no model is to write. The settings win
// over the mode.
func (s *settings) ollama(mode *string) (*llm.Ollama, error) {
	if s.LLM.Mode != "" {
		*mode = s.LLM.Mode
	}
	if *mode == "facts" {
		return nil, nil
	}
	return llm.NewOllama(s.ollamaConfig())
}

// keepAlive is the setting, which means what it means to Ollama: 0 unloads the model at once, and a negative time never does.
func (s *settings) keepAlive() time.Duration {
	switch k := s.LLM.KeepAlive; {
	case k == nil, *k < 0:
		return 0
	case *k == 0:
		return -1
	default:
		return *k
	}
}

func (s *settings) ollamaConfig() llm.OllamaConfig {
	return llm.OllamaConfig{URL: s.LLM.URL, Model: s.LLM.Model, NumCtx: s.LLM.NumCtx, NumPredict: s.LLM.NumPredict,
		KeepAlive: s.keepAlive(), Temperature: s.LLM.Temperature, Parallel: s.LLM.Parallel, Timeout: s.LLM.Timeout}
}

// writer chooses who writes, and says why when it is nobody's choice.
func (s *settings) writer(ctx context.Context, mode string, client *llm.Ollama) (codeworm.LLMClient, string, error) {
	if client == nil {
		return llm.FactsOnly{}, "", nil
	}
	if mode != "auto" {
		return client, "", nil
	}
	asked, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	err := client.Ready(asked)
	switch {
	case err == nil:
		return client, "", nil
	case ctx.Err() != nil:
		return nil, "", ctx.Err()
	case errors.Is(err, codeworm.ErrModelMissing):
		return llm.FactsOnly{}, fmt.Sprintf("The Ollama server at %s does not have the model %s, so the pages are written from facts alone.\n"+
			"For a model's prose: ollama pull %s, then run this again; such pages are replaced.", s.LLM.URL, s.LLM.Model, s.LLM.Model), nil
	}
	return llm.FactsOnly{}, fmt.Sprintf("No Ollama server answers at %s, so the pages are written from facts alone.\n"+
		"For a model's prose: install Ollama (https://ollama.com), run: ollama pull %s, then run this again; such pages are replaced.", s.LLM.URL, s.LLM.Model), nil
}
