package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// maxBaseline is the size in bytes over which a baseline is not read: a hundred thousand findings take less.
const maxBaseline = 32 << 20

// baselineVersion is the version of the form in which baselines are kept.
const baselineVersion = 1

// baseline is a file of findings that are known and not reported again.
type baseline struct {
	// Codeworm says what the file is, by which an index knows that a name does not exist because it stands there.
	Codeworm string          `json:"codeworm"`
	Version  int             `json:"version"`
	Findings []knownFindings `json:"findings"`
}

// knownFindings are findings of one text in a file, wherever they stand in it.
type knownFindings struct {
	knownFinding
	Count int `json:"count"`
}

// knownFinding is what tells a finding from others. Lines do not: they move when something is written above them.
type knownFinding struct {
	File  string             `json:"file"` // from the top of the repository; outside of it, as it was named
	Class check.MentionClass `json:"class"`
	Text  string             `json:"text"`
}

// readBaseline reads a baseline; again says which command writes it.
func readBaseline(file, again string) (map[knownFinding]int, error) {
	data, err := plainfile.ReadNamed(file, maxBaseline)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usagef("the baseline %s does not exist; `%s` writes one", file, again)
	case err != nil:
		return nil, usagef("the baseline cannot be read: %w; name a file that this user may read", err)
	}
	var b baseline
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, usagef("%s is no baseline: %w; `%s` writes one", file, err, again)
	}
	if b.Codeworm != "baseline" {
		return nil, usagef("%s is no baseline of this program's; `%s` writes one", file, again)
	}
	if b.Version != baselineVersion {
		return nil, usagef("the baseline %s has version %d, and this program reads version %d; `%s` writes it anew", file, b.Version, baselineVersion, again)
	}
	known := map[knownFinding]int{}
	for _, f := range b.Findings {
		known[f.knownFinding] += max(f.Count, 1)
	}
	return known, nil
}

// writeBaseline keeps the findings of the results as known.
func writeBaseline(file, repo string, results []checkedFile) error {
	counts := map[knownFinding]int{}
	for _, r := range results {
		for _, f := range r.report.Findings {
			counts[r.known(repo, f)]++
		}
	}
	b := baseline{Codeworm: "baseline", Version: baselineVersion, Findings: []knownFindings{}}
	for f, n := range counts {
		b.Findings = append(b.Findings, knownFindings{f, n})
	}
	slices.SortFunc(b.Findings, func(x, y knownFindings) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Text, y.Text), cmp.Compare(x.Class, y.Class))
	})
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(b); err != nil {
		return fmt.Errorf("the baseline %s: %w", file, err)
	}
	if err := plainfile.WriteNamed(file, text.Bytes(), 0o600); err != nil {
		return usagef("the baseline cannot be written: %w; name a file in a folder that this user may write", err)
	}
	return nil
}

// known tells a finding from others, wherever its line moves.
func (r checkedFile) known(repo string, f check.Finding) knownFinding {
	file := inRepo(repo, r.name)
	if file == "" || r.name == "-" {
		file = inWorkspace(r.name)
	}
	return knownFinding{file, f.Class, f.Text}
}

// withoutKnown takes the known findings out of the results, as often as they are known, and returns how many it took and how
// many were not met in those files.
func withoutKnown(known map[knownFinding]int, repo string, results []checkedFile) (taken, gone int) {
	left := map[knownFinding]int{}
	for f, n := range known {
		left[f] = n
	}
	looked := map[string]bool{}
	for i := range results {
		r := &results[i]
		looked[r.known(repo, check.Finding{}).File] = true
		r.report.Findings = slices.DeleteFunc(r.report.Findings, func(f check.Finding) bool {
			k := r.known(repo, f)
			if left[k] == 0 {
				return false
			}
			left[k]--
			taken++
			return true
		})
	}
	for f, n := range left {
		if looked[f.File] {
			gone += n
		}
	}
	return taken, gone
}
