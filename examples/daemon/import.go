package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/sqlite"
)

func importCommand(s *settings) *cobra.Command {
	var original string
	var n int
	var dryRun, asJSON bool
	c := &cobra.Command{
		Use:   "import --original FILE",
		Short: "Take over what the original CodeWorm documented, so that it is not written again at once",
		Long: "Reads the original's codeworm.db without changing it, and notes in the state that what it documented has its page, until its source changes.\n" +
			"What changed since the original wrote its page cannot be told, because its hashes are its own.",
		RunE: func(c *cobra.Command, _ []string) error {
			if original == "" {
				return usagef("name the original's codeworm.db: %s --original FILE", c.CommandPath())
			}
			rows, err := s.importOriginal(c.Context(), original, dryRun, c.ErrOrStderr())
			if err != nil {
				return err
			}
			if asJSON {
				return printImportJSON(c.OutOrStdout(), rows)
			}
			return printImport(c.OutOrStdout(), rows, n, dryRun)
		},
	}
	c.Flags().StringVar(&original, "original", "", "`file` of the original's state, codeworm.db")
	c.Flags().IntVarP(&n, "number", "n", 20, "how many of what is not taken over to list; --json lists all")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "say what would be taken over, and write nothing")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON line for each page of the original")
	return c
}

// fate is what becomes of a page of the original's.
type fate string

// The fates, in the order in which they are printed.
const (
	fateTaken     fate = "taken over"
	fateOlder     fate = "older page of one that is taken over"
	fateHasPage   fate = "has a page in this state already"
	fateAmbiguous fate = "ambiguous"
	fateGone      fate = "not found any more, or too small to be chosen"
	fateRepo      fate = "of a repository that is not configured"
	fateType      fate = "of an unknown document type"
	fateClaimed   fate = "being written by a daemon"
)

var fates = []fate{fateTaken, fateOlder, fateHasPage, fateAmbiguous, fateGone, fateRepo, fateType, fateClaimed}

// importRow is a page of the original's and what becomes of it.
type importRow struct {
	sqlite.OriginalPage
	fate       fate
	target     page.Target
	candidates int
}

func (s *settings) importOriginal(ctx context.Context, original string, dryRun bool, w io.Writer) (rows []importRow, err error) {
	config, err := s.config(w)
	if err != nil {
		return nil, err
	}
	if err := s.problems.err(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.endParser()) }()
	pages, err := sqlite.ReadOriginal(ctx, original)
	if err != nil {
		return nil, err
	}
	targets, err := allTargets(ctx, config)
	if err != nil {
		return nil, err
	}
	store, closeState, err := openState(ctx, s.State, dryRun)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeState()) }()
	rows = matchAll(config.Repos, targets, pages)
	return rows, takeOver(ctx, store, rows, dryRun)
}

// allTargets plans with an empty state and a writer of all types, so that every target is due.
func allTargets(ctx context.Context, config codeworm.Config) ([]page.Target, error) {
	empty, err := sqlite.Open(ctx, ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { _ = empty.Close() }() // it held nothing
	config.DryRun, config.Store = true, empty
	config.Sink, config.LLM = struct{ codeworm.DevlogSink }{}, struct{ codeworm.LLMClient }{}
	daemon, err := codeworm.New(config)
	if err != nil {
		return nil, err
	}
	plan, err := daemon.Plan(ctx)
	if err != nil {
		return nil, err
	}
	return plan.Due, nil
}

// place is what the original tells of a target besides its symbol.
type place struct {
	docType    page.Type
	repo, path string
}

// matchAll finds the targets of the original's pages, which are sorted by their age.
func matchAll(repos []codeworm.Repo, targets []page.Target, pages []sqlite.OriginalPage) []importRow {
	at := map[place][]page.Target{}
	for _, t := range targets {
		p := place{t.Key.Type, t.Key.Repo, t.Key.Path}
		at[p] = append(at[p], t)
	}
	last := map[page.Key]int{}
	rows := make([]importRow, len(pages))
	for i, p := range pages {
		rows[i].OriginalPage = p
		r := &rows[i]
		repo := slices.IndexFunc(repos, func(r codeworm.Repo) bool { return repoName(r) == p.Repo })
		switch {
		case repo < 0:
			r.fate = fateRepo
			continue
		case !page.Type(p.Type).Valid():
			r.fate = fateType
			continue
		}
		found := symbolsLike(at[place{page.Type(p.Type), p.Repo, placeIn(repos[repo], p.File)}], p)
		r.candidates = len(found)
		switch len(found) {
		case 0:
			r.fate = fateGone
		case 1:
			r.fate, r.target = fateTaken, found[0]
			if before, ok := last[r.target.Key]; ok {
				rows[before].fate = fateOlder
			}
			last[r.target.Key] = i
		default:
			r.fate = fateAmbiguous
		}
	}
	return rows
}

// repoName is the name of a repository as targets have it.
func repoName(r codeworm.Repo) string {
	if absolute, err := filepath.Abs(r.Path); r.Name == "" && err == nil {
		return filepath.Base(absolute)
	}
	return r.Name
}

// placeIn is a path of the original's as targets have it: slashes, below the repository.
func placeIn(repo codeworm.Repo, file string) string {
	file = filepath.ToSlash(file)
	if root, err := filepath.Abs(repo.Path); err == nil {
		if file == filepath.ToSlash(root) {
			return "."
		}
		file = strings.TrimPrefix(file, filepath.ToSlash(root)+"/")
	}
	return path.Clean(file)
}

// symbolsLike are the targets of a place that the original's names fit: by their whole name, or else by its end. Where it names
// nothing, those about the whole place, or else all.
func symbolsLike(targets []page.Target, p sqlite.OriginalPage) []page.Target {
	name := strings.Trim(p.Class+"."+p.Function, ".")
	if strings.HasPrefix(p.Function, p.Class+".") { // the function's name is qualified already
		name = p.Function
	}
	for _, fits := range []func(symbol string) bool{
		func(symbol string) bool { return symbol == name },
		func(symbol string) bool { return name == "" || strings.HasSuffix(symbol, "."+name) },
	} {
		var found []page.Target
		for _, t := range targets {
			symbol := t.Key.Symbol
			if t.Symbol != nil { // without what tells overloads apart
				symbol = t.Symbol.QualifiedName()
			}
			if fits(symbol) {
				found = append(found, t)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// takeOver notes in the state that the targets have their pages.
func takeOver(ctx context.Context, store codeworm.StateStore, rows []importRow, dryRun bool) error {
	records, err := store.Records(ctx, "")
	if err != nil {
		return err
	}
	held := map[page.Key]codeworm.Record{}
	for _, r := range records {
		held[r.Key] = r
	}
	for i := range rows {
		r := &rows[i]
		if r.fate != fateTaken {
			continue
		}
		if have := held[r.target.Key]; have.Fingerprint != "" && have.RetiredAt.IsZero() {
			r.fate = fateHasPage
			continue
		}
		if dryRun {
			continue
		}
		claim, err := store.Claim(ctx, codeworm.ClaimRequest{Key: r.target.Key, Owner: "import", TTL: time.Minute})
		if errors.Is(err, codeworm.ErrClaimed) {
			r.fate = fateClaimed
			continue
		} else if err != nil {
			return err
		}
		if err := store.Save(ctx, claim, codeworm.Record{Key: r.target.Key, Fingerprint: r.target.Fingerprint, PagePath: r.Page, Title: r.target.Title(),
			Language: r.target.Language, Model: codeworm.ModelOriginal, PublishedAt: r.DocumentedAt}); err != nil {
			return err
		}
	}
	return nil
}

// name is what the original's page is about, for people.
func (r importRow) name() string {
	return strings.Trim(r.File+" "+strings.Trim(r.Class+"."+r.Function, "."), " ")
}

func printImport(w io.Writer, rows []importRow, n int, dryRun bool) error {
	counts := map[fate]int{}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		if counts[r.fate]++; r.fate == fateTaken || r.fate == fateOlder || counts[r.fate] > n {
			continue
		}
		note := string(r.fate)
		if r.fate == fateAmbiguous {
			note = fmt.Sprintf("%s: %d targets", r.fate, r.candidates)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", field(r.Repo), field(r.Type), field(r.name()), note)
	}
	if err := table.Flush(); err != nil { // the counts have columns of their own
		return err
	}
	for _, f := range fates {
		if counts[f] > 0 || f == fateTaken || f == fateGone || f == fateAmbiguous {
			fmt.Fprintf(table, "%d\t%s\n", counts[f], f)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	text := "are taken over; they count as documented until their source changes"
	if dryRun {
		text = "would be taken over; nothing was written"
	}
	_, err := fmt.Fprintf(w, "%d of the original's %s %s.\n", counts[fateTaken], plural(len(rows), "page"), text)
	return err
}

// importLine is what import --json prints for a page of the original's.
type importLine struct {
	Outcome string    `json:"outcome"`
	Repo    string    `json:"repo"`
	Type    string    `json:"type"`
	Path    string    `json:"path"`
	Symbol  string    `json:"symbol,omitempty"`
	Page    string    `json:"page"`
	At      time.Time `json:"documented_at"`
	Key     string    `json:"key,omitempty"` // of the target that it is about
}

func printImportJSON(w io.Writer, rows []importRow) error {
	encoder := json.NewEncoder(w)
	for _, r := range rows {
		line := importLine{Outcome: string(r.fate), Repo: r.Repo, Type: r.Type, Path: r.File, Symbol: strings.Trim(r.Class+"."+r.Function, "."), Page: r.Page, At: r.DocumentedAt}
		if r.target.Key != (page.Key{}) {
			line.Key = r.target.Key.String()
		}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
