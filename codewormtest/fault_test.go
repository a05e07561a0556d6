package codewormtest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/source"
)

// faultEnv names the fault with which a suite runs in a process of its own.
const faultEnv = "CODEWORMTEST_FAULT"

// TestFaults shows that the suites find what they are there to find: each is run,
// in a process of its own, on a part with one fault, and has to fail.
func TestFaults(t *testing.T) {
	suites := map[string]func(t *testing.T){}
	for name, fault := range storeFaults {
		suites["store: "+name] = func(t *testing.T) {
			TestStateStore(t, func(_ *testing.T, now func() time.Time) codeworm.StateStore {
				f := &faultyStore{Store: NewStore(now)}
				fault(f)
				return f
			})
		}
	}
	for name, s := range schedulerFaults {
		suites["scheduler: "+name] = func(t *testing.T) { TestScheduler(t, func() codeworm.Scheduler { return s }) }
	}
	for name, spoil := range parserFaults {
		suites["parser: "+name] = func(t *testing.T) {
			TestParser(t, func() codeworm.Parser { return &faultyParser{spoil: spoil} })
		}
	}
	if name := os.Getenv(faultEnv); name != "" {
		suites[name](t)
		return
	}
	require.Greater(t, len(suites), 40)
	binary, err := os.Executable()
	require.NoError(t, err)
	for _, name := range slices.Sorted(maps.Keys(suites)) {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestFaults$", "-test.failfast")
			cmd.Env = append(os.Environ(), faultEnv+"="+name)
			out, err := cmd.CombinedOutput()
			var failed *exec.ExitError
			require.ErrorAs(t, err, &failed, "the suite passes: %s", out)
			assert.Contains(t, string(out), "--- FAIL: TestFaults/")
			assert.Equal(t, name == "parser: panics", strings.Contains(string(out), "panic:"))
		})
	}
}

type schedulerFunc func(from time.Time) time.Time

func (f schedulerFunc) Next(from time.Time) time.Time { return f(from) }

var schedulerFaults = map[string]codeworm.Scheduler{
	"goes back":           schedulerFunc(func(from time.Time) time.Time { return from.Truncate(time.Hour) }),
	"misses the moment":   schedulerFunc(func(from time.Time) time.Time { return from.Truncate(time.Hour).Add(time.Hour) }),
	"leaves out the next": schedulerFunc(func(from time.Time) time.Time { return from.Add(time.Hour) }),
	"asks the clock":      schedulerFunc(func(from time.Time) time.Time { return from.Add(time.Since(storeEpoch).Abs()) }),
	"never and then again": schedulerFunc(func(from time.Time) time.Time {
		if from.Year() == 2025 {
			return time.Time{}
		}
		return from
	}),
	"depends on the zone": schedulerFunc(func(from time.Time) time.Time {
		year, month, day := from.Date()
		if noon := time.Date(year, month, day, 12, 0, 0, 0, from.Location()); !noon.Before(from) {
			return noon
		}
		return time.Date(year, month, day+1, 12, 0, 0, 0, from.Location())
	}),
}

// faultyParser spoils what Parser gives.
type faultyParser struct {
	Parser
	spoil func(src []byte, o *source.Outline)
}

func (f *faultyParser) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	o, err := f.Parser.Parse(ctx, path, src)
	if f.spoil == nil && ctx.Err() != nil {
		return f.Parser.Parse(context.WithoutCancel(ctx), path, src)
	}
	if o != nil && f.spoil != nil {
		f.spoil(src, o)
	}
	return o, err
}

// eachSymbol spoils the symbols.
func eachSymbol(spoil func(s *source.Symbol)) func([]byte, *source.Outline) {
	return func(_ []byte, o *source.Outline) {
		for i := range o.Symbols {
			spoil(&o.Symbols[i])
		}
	}
}

var parserFaults = map[string]func(src []byte, o *source.Outline){
	"ignores its context":        nil,
	"counts lines from zero":     eachSymbol(func(s *source.Symbol) { s.Span.StartLine-- }),
	"ends a line late":           eachSymbol(func(s *source.Symbol) { s.Span.EndLine++ }),
	"names the wrong place":      eachSymbol(func(s *source.Symbol) { s.NameSpan.StartByte-- }),
	"leaves the body's span out": eachSymbol(func(s *source.Symbol) { s.BodySpan.EndByte += 1000 }),
	"has no signature":           eachSymbol(func(s *source.Symbol) { s.Signature = "" }),
	"keeps carriage returns":     eachSymbol(func(s *source.Symbol) { s.Signature += "\r" }),
	"gives symbols backwards":    func(_ []byte, o *source.Outline) { slices.Reverse(o.Symbols) },
	"gives blocks backwards":     func(_ []byte, o *source.Outline) { slices.Reverse(o.Blocks) },
	"gives identifiers twice":    func(_ []byte, o *source.Outline) { o.Identifiers = append(o.Identifiers, o.Identifiers...) },
	"names no language":          func(_ []byte, o *source.Outline) { o.Language = "" },
	"counts a line too many":     func(_ []byte, o *source.Outline) { o.Lines++ },
	"has references without names": func(_ []byte, o *source.Outline) {
		o.References = append(o.References, source.Reference{Line: 1, Symbol: -1})
	},
	"has references outside": func(_ []byte, o *source.Outline) {
		o.References = append(o.References, source.Reference{Name: "x", Line: o.Lines + 1, Symbol: -1})
	},
	"writes to the source": func(src []byte, _ *source.Outline) {
		if len(src) > 0 {
			src[0] = 'X'
		}
	},
	"differs from call to call": func(_ []byte, o *source.Outline) { o.Doc = fmt.Sprint(time.Now().UnixNano()) },
	"panics": func(src []byte, _ *source.Outline) {
		if strings.Contains(string(src), "((((") {
			panic("too deep")
		}
	},
}
