package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/schedule"
	"github.com/codeworm/codeworm/source"
)

func planCommand(s *settings) *cobra.Command {
	var n int
	var asJSON, explain, skipped bool
	c := &cobra.Command{
		Use:   "plan",
		Short: "Say what would be written next, with scores",
		RunE: func(c *cobra.Command, _ []string) (err error) {
			p, err := s.buildReader(c.Context(), "auto", c.ErrOrStderr())
			if err != nil {
				return err
			}
			defer p.close(&err)
			plan, err := p.daemon.Plan(c.Context())
			if err != nil {
				return err
			}
			printIdle(c.ErrOrStderr(), plan)
			w := c.OutOrStdout()
			switch {
			case skipped:
				return printSkipped(w, plan, asJSON)
			case asJSON:
				encoder := json.NewEncoder(w)
				for i, t := range plan.Due {
					if err := encoder.Encode(planLine{i + 1, t.Key, t.Key.Type, t.Key.Repo, t.Key.Path, t.Title(), t.Language, t.Span.StartLine, t.Span.EndLine, t.Score}); err != nil {
						return err
					}
				}
				return nil
			}
			table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
			for i, t := range plan.Due {
				if i == n {
					break
				}
				place := t.Key.Path
				if t.Span.StartLine > 0 {
					place = fmt.Sprintf("%s:%d", place, t.Span.StartLine)
				}
				fmt.Fprintf(table, "%d\t%.1f\t%s\t%s\t%s\t%s\n", i+1, t.Score.Total, t.Key.Type, t.Key.Repo, t.Title(), place)
				if explain {
					fmt.Fprintf(table, "\t\t  %s\n", explainScore(t.Score))
				}
			}
			if err := table.Flush(); err != nil {
				return err
			}
			for _, line := range submodules(plan) {
				fmt.Fprintln(c.ErrOrStderr(), line)
			}
			if plan.Targets == 0 {
				fmt.Fprintln(w, p.nothing(plan))
				return nil
			}
			text := fmt.Sprintf("%d of %s due", len(plan.Due), plural(plan.Targets, "target"))
			if why := p.waiting(plan); why != "" {
				text += "; " + why
			}
			fmt.Fprintln(w, text)
			return nil
		},
	}
	c.Flags().IntVarP(&n, "number", "n", 20, "how many to list; --json lists all")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON line a target, all of them")
	c.Flags().BoolVar(&explain, "explain", false, "show what each score is made of")
	c.Flags().BoolVar(&s.noCache, "no-cache", false, noCacheUsage)
	c.Flags().BoolVar(&skipped, "skipped", false, "list the files that are not read, and why")
	return c
}

// submodules says which submodules are not read.
func submodules(plan *codeworm.Plan) (lines []string) {
	for _, repo := range slices.Sorted(maps.Keys(plan.Skipped)) {
		for _, f := range plan.Skipped[repo] {
			if f.Reason == source.SkipSubmodule {
				lines = append(lines, fmt.Sprintf("%s: the submodule %s is not read; name it as a repository of its own, by its folder or URL, to have it documented", repo, field(f.Path)))
			}
		}
	}
	return lines
}

// planLine is what plan --json prints for a target.
type planLine struct {
	Position  int        `json:"position"`
	Key       page.Key   `json:"key"`
	Type      page.Type  `json:"type"`
	Repo      string     `json:"repo"`
	Path      string     `json:"path"`
	Title     string     `json:"title"`
	Language  string     `json:"language"`
	StartLine int        `json:"start_line,omitempty"`
	EndLine   int        `json:"end_line,omitempty"`
	Score     page.Score `json:"score"`
}

func explainScore(s page.Score) string {
	var parts []string
	for _, f := range s.Factors {
		parts = append(parts, fmt.Sprintf("%s %s = %.1f", f.Name, tenths(f.Value), f.Points))
	}
	return strings.Join(parts, ", ")
}

// tenths is a number with at most one decimal.
func tenths(value float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(value, 'f', 1, 64), ".0")
}

// printIdle names the patterns that match nothing.
func printIdle(w io.Writer, plan *codeworm.Plan) {
	for _, repo := range slices.Sorted(maps.Keys(plan.Idle)) {
		fmt.Fprintf(w, "%s: no file matches %s; mend the pattern, or take it out\n", repo, strings.Join(plan.Idle[repo], ", "))
	}
}

func printSkipped(w interface{ Write([]byte) (int, error) }, plan *codeworm.Plan, asJSON bool) error {
	encoder := json.NewEncoder(w)
	for _, repo := range slices.Sorted(maps.Keys(plan.Skipped)) {
		for _, f := range plan.Skipped[repo] {
			if asJSON {
				if err := encoder.Encode(map[string]any{"repo": repo, "path": f.Path, "reason": f.Reason, "partial": f.Partial}); err != nil {
					return err
				}
				continue
			}
			reason := string(f.Reason)
			if f.Partial {
				reason += " (the rest is read)"
			}
			if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", repo, field(f.Path), reason); err != nil {
				return err
			}
		}
	}
	for _, repo := range slices.Sorted(maps.Keys(plan.Skipped)) {
		for _, l := range countSkipped(repo, plan.Skipped[repo], plan.Unknown[repo]) {
			if asJSON {
				if err := encoder.Encode(l); err != nil {
					return err
				}
				continue
			}
			examples := make([]string, len(l.Examples))
			for i, e := range l.Examples {
				examples[i] = field(e)
			}
			if _, err := fmt.Fprintf(w, "%s\t%s\t%s, such as %s\n", repo, plural(l.Files, "file"), l.Reason, strings.Join(examples, ", ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// skippedCount is what plan --skipped says of the files that are not read for one reason.
type skippedCount struct {
	Repo     string            `json:"repo"`
	Reason   source.SkipReason `json:"reason"`
	Files    int               `json:"files"`
	Examples []string          `json:"examples"` // paths, or what the names of files of unknown languages end in
}

// maxExamples is how many examples stand beside a count.
const maxExamples = 5

// countSkipped counts the files by their reasons, the most frequent first. Files of languages that the parser does not know are not listed one by one,
// because most repositories are full of them.
func countSkipped(repo string, files []source.SkippedFile, unknown map[string]int) []skippedCount {
	byReason := map[source.SkipReason]*skippedCount{}
	count := func(reason source.SkipReason, n int, example string) {
		c := byReason[reason]
		if c == nil {
			c = &skippedCount{Repo: repo, Reason: reason}
			byReason[reason] = c
		}
		if c.Files += n; len(c.Examples) < maxExamples {
			c.Examples = append(c.Examples, example)
		}
	}
	for _, f := range files {
		if !f.Partial {
			count(f.Reason, 1, f.Path)
		}
	}
	endings := slices.SortedFunc(maps.Keys(unknown), func(a, b string) int {
		return cmp.Or(unknown[b]-unknown[a], strings.Compare(a, b))
	})
	for _, ending := range endings {
		count(source.SkipLanguage, unknown[ending], fmt.Sprintf("%d %s", unknown[ending], cmp.Or(ending, "without an extension")))
	}
	return slices.SortedFunc(func(yield func(skippedCount) bool) {
		for _, c := range byReason {
			if !yield(*c) {
				return
			}
		}
	}, func(a, b skippedCount) int {
		return cmp.Or(b.Files-a.Files, strings.Compare(string(a.Reason), string(b.Reason)))
	})
}

func scheduleCommand(s *settings) *cobra.Command {
	var days int
	var asJSON bool
	c := &cobra.Command{
		Use:   "schedule",
		Short: "Say when pages will be due",
		RunE: func(c *cobra.Command, _ []string) error {
			if days < 1 || days > 3660 {
				return usagef("--days is %d; it has to be 1 to 3660", days)
			}
			s.settle()
			scheduler, err := s.scheduler()
			s.problems.collect(err)
			if err := s.problems.err(); err != nil {
				return err
			}
			w := c.OutOrStdout()
			if _, ok := scheduler.(schedule.Continuous); ok {
				fmt.Fprintln(w, "continuous: one page after another")
				return nil
			}
			now := time.Now()
			end := now.AddDate(0, 0, days)
			last := ""
			for next := scheduler.Next(now); !next.IsZero() && next.Before(end); next = scheduler.Next(next.Add(time.Nanosecond)) {
				if asJSON {
					fmt.Fprintf(w, "{\"time\":%q}\n", next.Format(time.RFC3339))
					continue
				}
				if day := next.Format("Monday, 2006-01-02 MST"); day != last {
					fmt.Fprintln(w, day)
					last = day
				}
				fmt.Fprintln(w, "  "+next.Format(time.TimeOnly))
			}
			return nil
		},
	}
	c.Flags().IntVar(&days, "days", 1, "how many days ahead")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON line a page")
	return c
}

func statusCommand(s *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Say what was published so far",
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if err := s.load(); err != nil {
				return err
			}
			store, closed, err := openState(c.Context(), s.State, true)
			if err != nil {
				return err
			}
			defer func() {
				if closeErr := closed(); err == nil {
					err = closeErr
				}
			}()
			stats, err := store.Stats(c.Context(), time.Now().AddDate(0, 0, -7))
			if err != nil {
				return err
			}
			unpushed, pushErr := s.unpushed(c.Context(), c.ErrOrStderr())
			w := c.OutOrStdout()
			if asJSON {
				return json.NewEncoder(w).Encode(struct {
					State    string              `json:"state"`
					Devlog   string              `json:"devlog"`
					Unpushed int                 `json:"unpushed"`
					Stats    codeworm.StoreStats `json:"stats"`
				}{statePlace(s.State), s.Devlog.Path, unpushed, stats})
			}
			fmt.Fprintf(w, "State:  %s\nDevlog: %s\n", statePlace(s.State), s.Devlog.Path)
			switch {
			case pushErr != nil:
				fmt.Fprintf(w, "Not pushed: cannot be told (%v)\n", pushErr)
			case unpushed > 0:
				fmt.Fprintf(w, "Not pushed: %s; they are sent with the next page, or by %s once\n", plural(unpushed, "commit"), s.program)
			}
			fmt.Fprintf(w, "Pages:  %d (%d in the last 7 days, %d without a model, %d retired)\n", stats.Pages, stats.Recent, stats.Provisional, stats.Retired)
			if stats.Failing > 0 {
				fmt.Fprintf(w, "Failing targets: %d\n", stats.Failing)
			}
			if !stats.LastPage.IsZero() {
				fmt.Fprintf(w, "Last page: %s\n", stats.LastPage.Local().Format(time.DateTime+" MST"))
			}
			for _, repo := range slices.Sorted(maps.Keys(stats.ByRepo)) {
				fmt.Fprintf(w, "  %-24s %d\n", repo, stats.ByRepo[repo])
			}
			for _, t := range page.Types() {
				if n := stats.ByType[t]; n > 0 {
					fmt.Fprintf(w, "  %-24s %d\n", t, n)
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// unpushed is how many commits of the devlog are not at its remote.
func (s *settings) unpushed(ctx context.Context, w io.Writer) (int, error) {
	sink, err := s.sink(w)
	if err != nil {
		return 0, err
	}
	return sink.Unpushed(ctx)
}

func initCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a configuration file with every setting and its default",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("init writes one file, and %d are named; see `%s --help`", len(args), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			file := "codeworm.yaml"
			if len(args) > 0 {
				file = args[0]
			}
			f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if os.IsExist(err) {
				return usagef("%s exists already and is left as it is; name another file", file)
			}
			if err != nil {
				return usagef("%w; name a file in a folder where this user may write", err)
			}
			if _, err := f.WriteString(exampleConfig); err != nil {
				_ = f.Close()
				return err
			}
			if err := f.Close(); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s written; name your repositories in it, then: %s once --config %s\n", file, s.program, file)
			return nil
		},
	}
}
