package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"unicode/utf16"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/codeworm/codeworm/check"
)

// projectURL is where the program's home is.
const projectURL = "https://github.com/codeworm/codeworm"

// writeSARIF prints a log of SARIF 2.1.0: one run, a rule for each class of findings. Columns count UTF-16 units, as viewers do.
func writeSARIF(w io.Writer, results []checkedFile) error {
	log := sarif.NewReport()
	run := sarif.NewRunWithInformationURI("codeworm check", projectURL).WithColumnKind("utf16CodeUnits")
	log.AddRun(run)
	for _, r := range results {
		for _, f := range r.report.Findings {
			rule := ruleOf(f.Class)
			run.AddRule(rule).WithDescription(fmt.Sprintf("A %s in a document that does not exist in the repository", f.Class))
			run.AddResult(sarif.NewRuleResult(rule).WithLevel("warning").WithMessage(sarif.NewTextMessage(f.String())).
				WithLocations([]*sarif.Location{sarif.NewLocationWithPhysicalLocation(placeOf(r, f))}).
				WithPartialFingerprints(map[string]string{"codewormFinding/v1": fingerprintOf(r.name, f)}))
		}
	}
	if err := log.PrettyWrite(w); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// ruleOf is the name of the rule that a class of findings breaks: line-reference.
func ruleOf(c check.MentionClass) string { return strings.ReplaceAll(string(c), " ", "-") }

// placeOf is where a finding stands. A path below the current folder is relative: a viewer puts the checkout before it.
func placeOf(r checkedFile, f check.Finding) *sarif.PhysicalLocation {
	at := inWorkspace(r.name)
	artifact := sarif.NewArtifactLocation()
	if path.IsAbs(at) {
		artifact.WithURI((&url.URL{Scheme: "file", Path: at}).String())
	} else {
		artifact.WithURI((&url.URL{Path: at}).String()).WithURIBaseID("%SRCROOT%")
	}
	region := sarif.NewRegion().WithStartLine(f.Line).WithStartColumn(utf16Column(r.text, f.Start))
	if end := f.End; f.Start < end && end <= len(r.text) {
		region.WithEndLine(f.Line + strings.Count(r.text[f.Start:end], "\n")).WithEndColumn(utf16Column(r.text, end))
	}
	return sarif.NewPhysicalLocation().WithArtifactLocation(artifact).WithRegion(region)
}

// utf16Column is the 1-based column of an offset in UTF-16 units.
func utf16Column(text string, offset int) int {
	offset = min(offset, len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	return 1 + len(utf16.Encode([]rune(text[start:offset])))
}

// fingerprintOf tells a finding from others wherever its line moves.
func fingerprintOf(file string, f check.Finding) string {
	sum := sha256.Sum256([]byte(inWorkspace(file) + "\x00" + string(f.Class) + "\x00" + f.Text))
	return hex.EncodeToString(sum[:16])
}
