// Command testlog reads the output of `go test -json`, prints what a person
// wants to see of it, and fails when a test failed or was skipped, or when no
// test ran: a skipped test must not pass for a passed one.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
	Elapsed    float64
}

func main() {
	ok, err := report(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// report prints the log and says whether every test ran and passed.
func report(r io.Reader, w io.Writer) (bool, error) {
	outputs := map[string][]string{}
	var passed, failed int
	var skipped []string
	bad := false
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			// Not of a test: what make or a build says.
			fmt.Fprintln(w, lines.Text())
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output":
			outputs[key] = append(outputs[key], e.Output)
		case "build-output":
			fmt.Fprint(w, e.Output)
		case "build-fail":
			bad = true
		case "pass", "fail", "skip":
			switch {
			case e.Test == "":
				finish(w, e, outputs[key])
				bad = bad || e.Action == "fail"
			case e.Action == "pass":
				passed++
			case e.Action == "fail":
				failed++
				fmt.Fprint(w, strings.Join(outputs[key], ""))
			default:
				skipped = append(skipped, key+"\n"+strings.Join(outputs[key], ""))
			}
			delete(outputs, key)
		}
	}
	if err := lines.Err(); err != nil {
		return false, err
	}
	slices.Sort(skipped)
	for _, s := range skipped {
		fmt.Fprintf(w, "skipped: %s", s)
	}
	fmt.Fprintf(w, "%d passed, %d failed, %d skipped\n", passed, failed, len(skipped))
	return !bad && failed == 0 && len(skipped) == 0 && passed > 0, nil
}

// finish prints the closing line of a package, and all it said when it failed.
func finish(w io.Writer, e event, output []string) {
	if e.Action == "fail" {
		fmt.Fprint(w, strings.Join(output, ""))
		return
	}
	for _, line := range output {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "? ") {
			fmt.Fprint(w, line)
		}
	}
}
