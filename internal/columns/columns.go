// Package columns says how stores that are databases keep records and attempts: which columns there are, and which fields they hold. So a
// new field is one row for all stores. Each store gives the fields the form that its driver takes.
package columns

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// Column is a column of a table and the field that it holds, as a pointer for reading and for writing.
type Column[T any] struct {
	Name  string
	Field func(*T) any
}

// Records are the columns of the table of records, all but the key.
var Records = []Column[codeworm.Record]{
	{"type", func(r *codeworm.Record) any { return &r.Key.Type }},
	{"repo", func(r *codeworm.Record) any { return &r.Key.Repo }},
	{"path", func(r *codeworm.Record) any { return &r.Key.Path }},
	{"symbol", func(r *codeworm.Record) any { return &r.Key.Symbol }},
	{"period", func(r *codeworm.Record) any { return &r.Key.Period }},
	{"fingerprint", func(r *codeworm.Record) any { return &r.Fingerprint }},
	{"page_path", func(r *codeworm.Record) any { return &r.PagePath }},
	{"revision", func(r *codeworm.Record) any { return &r.Revision }},
	{"title", func(r *codeworm.Record) any { return &r.Title }},
	{"summary", func(r *codeworm.Record) any { return &r.Summary }},
	{"language", func(r *codeworm.Record) any { return &r.Language }},
	{"source_commit", func(r *codeworm.Record) any { return &r.SourceCommit }},
	{"model", func(r *codeworm.Record) any { return &r.Model }},
	{"provisional", func(r *codeworm.Record) any { return &r.Provisional }},
	{"prompt_version", func(r *codeworm.Record) any { return &r.PromptVersion }},
	{"checked", func(r *codeworm.Record) any { return &r.Check.Checked }},
	{"repaired", func(r *codeworm.Record) any { return &r.Check.Repaired }},
	{"dropped", func(r *codeworm.Record) any { return &r.Check.Dropped }},
	{"holds", func(r *codeworm.Record) any { return &r.Check.Holds }},
	{"contradicted", func(r *codeworm.Record) any { return &r.Check.Contradicted }},
	{"unsupported", func(r *codeworm.Record) any { return &r.Check.Unsupported }},
	{"prompt_tokens", func(r *codeworm.Record) any { return &r.PromptTokens }},
	{"answer_tokens", func(r *codeworm.Record) any { return &r.AnswerTokens }},
	{"took", func(r *codeworm.Record) any { return &r.Took }},
	{"published_at", func(r *codeworm.Record) any { return &r.PublishedAt }},
	{"retired_at", func(r *codeworm.Record) any { return &r.RetiredAt }},
	{"failures", func(r *codeworm.Record) any { return &r.Failures }},
	{"failed", func(r *codeworm.Record) any { return &r.Failed }},
	{"last_error", func(r *codeworm.Record) any { return &r.LastError }},
	{"retry_after", func(r *codeworm.Record) any { return &r.RetryAfter }},
}

// Attempts are the columns of the history. The last of them, from took on, are those that statistics add up.
var Attempts = []Column[codeworm.Attempt]{
	{"at", func(a *codeworm.Attempt) any { return &a.At }},
	{"type", func(a *codeworm.Attempt) any { return &a.Key.Type }},
	{"repo", func(a *codeworm.Attempt) any { return &a.Key.Repo }},
	{"path", func(a *codeworm.Attempt) any { return &a.Key.Path }},
	{"symbol", func(a *codeworm.Attempt) any { return &a.Key.Symbol }},
	{"period", func(a *codeworm.Attempt) any { return &a.Key.Period }},
	{"language", func(a *codeworm.Attempt) any { return &a.Language }},
	{"outcome", func(a *codeworm.Attempt) any { return &a.Outcome }},
	{"class", func(a *codeworm.Attempt) any { return &a.Class }},
	{"cause", func(a *codeworm.Attempt) any { return &a.Cause }},
	{"model", func(a *codeworm.Attempt) any { return &a.Model }},
	{"took", func(a *codeworm.Attempt) any { return &a.Took }},
	{"prompt_tokens", func(a *codeworm.Attempt) any { return &a.PromptTokens }},
	{"answer_tokens", func(a *codeworm.Attempt) any { return &a.AnswerTokens }},
	{"checked", func(a *codeworm.Attempt) any { return &a.Check.Checked }},
	{"repaired", func(a *codeworm.Attempt) any { return &a.Check.Repaired }},
	{"dropped", func(a *codeworm.Attempt) any { return &a.Check.Dropped }},
	{"holds", func(a *codeworm.Attempt) any { return &a.Check.Holds }},
	{"contradicted", func(a *codeworm.Attempt) any { return &a.Check.Contradicted }},
	{"unsupported", func(a *codeworm.Attempt) any { return &a.Check.Unsupported }},
}

// sums are pointers to the fields of a row of statistics, in the order of the last columns of Attempts.
func sums(r *codeworm.StatisticsRow) []any {
	return []any{&r.Took, &r.PromptTokens, &r.AnswerTokens, &r.Check.Checked, &r.Check.Repaired, &r.Check.Dropped, &r.Check.Holds,
		&r.Check.Contradicted, &r.Check.Unsupported}
}

// Names are the names of the columns, in their order.
func Names[T any](columns []Column[T]) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// Fields are pointers to the fields of a value in the order of the columns, each in the form that as gives it.
func Fields[T any](columns []Column[T], v *T, as func(pointer any) any) []any {
	fields := make([]any, len(columns))
	for i, c := range columns {
		fields[i] = as(c.Field(v))
	}
	return fields
}

// Condition is what a row has to fulfil: its SQL up to the value, and a pointer to that.
type Condition struct {
	SQL   string
	Value any
}

// Filter are the conditions of a filter of attempts.
func Filter(f *codeworm.AttemptFilter) []Condition {
	var all []Condition
	for _, c := range []struct {
		Condition
		given bool
	}{
		{Condition{"repo =", &f.Repo}, f.Repo != ""},
		{Condition{"type =", &f.Type}, f.Type != ""},
		{Condition{"outcome =", &f.Outcome}, f.Outcome != ""},
		{Condition{"at >=", &f.Since}, !f.Since.IsZero()},
	} {
		if c.given {
			all = append(all, c.Condition)
		}
	}
	return all
}

// DefaultAttempts is how many attempts are returned when no number is asked for.
const DefaultAttempts = 100

// groupings are what statistics can be grouped by, in SQL.
var groupings = map[codeworm.Grouping]string{
	codeworm.ByRepo: "repo", codeworm.ByType: "type", codeworm.ByLanguage: "language", codeworm.ByModel: "model", codeworm.ByOutcome: "outcome",
	codeworm.ByDay: "coalesce(substr(at, 1, 10), '')",
}

// Statistics returns what a query of statistics selects, groups and orders by: "repo, count(*), ..." and " GROUP BY 1 ORDER BY 1".
func Statistics(by []codeworm.Grouping) (selected, grouped string, err error) {
	var names, numbers []string
	for i, g := range by {
		name, ok := groupings[g]
		if !ok || slices.Contains(by[:i], g) {
			return "", "", fmt.Errorf("statistics by %q: there is no such grouping, or it is given twice", g)
		}
		names, numbers = append(names, name), append(numbers, fmt.Sprint(i+1))
	}
	names = append(names, "count(*)")
	for _, c := range Attempts[len(Attempts)-len(sums(&codeworm.StatisticsRow{})):] {
		names = append(names, "CAST(coalesce(sum("+c.Name+"), 0) AS bigint)")
	}
	if list := strings.Join(numbers, ", "); list != "" {
		grouped = " GROUP BY " + list + " ORDER BY " + list
	}
	return strings.Join(names, ", "), grouped, nil
}

// StatisticsRow returns a row grouped by so many values, and pointers to its fields in the order of what Statistics selects.
func StatisticsRow(values int, as func(pointer any) any) (*codeworm.StatisticsRow, []any) {
	r := &codeworm.StatisticsRow{Values: make([]string, values)}
	var fields []any
	for i := range r.Values {
		fields = append(fields, as(&r.Values[i]))
	}
	fields = append(fields, as(&r.Attempts))
	for _, pointer := range sums(r) {
		fields = append(fields, as(pointer))
	}
	return r, fields
}

// Group is what a store counts for one repository and document type.
type Group struct {
	codeworm.StoreStats
	Repo string
	Type page.Type
}

// Fields are pointers to what is counted: the repository, the type, and the numbers of pages, of recent, provisional and retired ones and of those
// failing, and the last publication.
func (g *Group) Fields(as func(pointer any) any) []any {
	fields := []any{&g.Repo, &g.Type, &g.Pages, &g.Recent, &g.Provisional, &g.Retired, &g.Failing, &g.LastPage}
	for i := range fields {
		fields[i] = as(fields[i])
	}
	return fields
}

// AddTo adds the group to the sums of all.
func (g *Group) AddTo(stats *codeworm.StoreStats) {
	stats.Pages += g.Pages
	stats.Recent += g.Recent
	stats.Provisional += g.Provisional
	stats.Retired += g.Retired
	stats.Failing += g.Failing
	if g.LastPage.After(stats.LastPage) {
		stats.LastPage = g.LastPage
	}
	if g.Pages > 0 {
		stats.ByRepo[g.Repo] += g.Pages
		stats.ByType[g.Type] += g.Pages
	}
}

// Stamp is a time as a database holds it: a text that sorts as time does, and NULL for the zero time.
type Stamp struct{ Time *time.Time }

// At is the stamp of a moment, to be written.
func At(t time.Time) Stamp { return Stamp{&t} }

// stampLayout has a fixed width.
const stampLayout = "2006-01-02T15:04:05.000000000Z"

// Value implements driver.Valuer.
func (s Stamp) Value() (driver.Value, error) {
	if s.Time.IsZero() {
		return nil, nil
	}
	t := s.Time.UTC()
	if t.Year() < 0 || t.Year() > 9999 {
		return nil, fmt.Errorf("the time %s is not in the years 0 to 9999", t)
	}
	return t.Format(stampLayout), nil
}

// Scan implements sql.Scanner.
func (s Stamp) Scan(src any) (err error) {
	switch src := src.(type) {
	case nil:
		*s.Time = time.Time{}
		return nil
	case string:
		*s.Time, err = time.Parse(stampLayout, src)
		return err
	}
	return fmt.Errorf("a time is stored as %T", src)
}
