package prompt

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// templateFuncs are the functions of templates besides those of package text/template.
var templateFuncs = template.FuncMap{"code": code, guardName: guard}

// parseTemplate reads the template of that name and finds what would fail when it is used: the
// error names the template, what is wrong, and what there is instead. Package text/template
// itself finds most of it, executing each block with both of its samples; the names of fields in
// branches that neither of them takes are looked at by checkNames.
func parseTemplate(name, text string) (*template.Template, error) {
	text = strings.ToValidUTF8(text, "\ufffd") // other bytes mark values
	t, err := template.New(name).Option("missingkey=error").Funcs(templateFuncs).Parse(text)
	if err != nil {
		why := strings.TrimPrefix(err.Error(), "template: "+name+":")
		return nil, fmt.Errorf("prompt template %q cannot be read, line %s; mend it, or take the built-in one", name, why)
	}
	blocks := templates[name]
	for _, block := range slices.Sorted(maps.Keys(blocks)) {
		b := t
		if block != "" {
			b = t.Lookup(block)
		}
		switch {
		case b == nil && blocks[block].optional:
			continue
		case b == nil:
			return nil, fmt.Errorf("prompt template %q does not define %q; it has to define %s", name, block, strings.Join(required(blocks), ", "))
		}
		if err := checkBlock(name, b, blocks[block]); err != nil {
			return nil, err
		}
	}
	guardValues(t)
	return t, nil
}

// required names the blocks that a template has to define, quoted and sorted.
func required(blocks map[string]sample) []string {
	var names []string
	for name, s := range blocks {
		if !s.optional {
			names = append(names, fmt.Sprintf("%q", name))
		}
	}
	slices.Sort(names)
	return names
}

// checkBlock finds what would fail when a block of the named template is used.
func checkBlock(name string, b *template.Template, s sample) error {
	if err := checkNames(name, b, s.full); err != nil {
		return err
	}
	for _, data := range []any{s.full, s.least} {
		if err := b.Execute(io.Discard, data); err != nil {
			return fmt.Errorf("prompt template %q fails: %s; mend it, or take the built-in one", name, strings.TrimPrefix(err.Error(), "template: "))
		}
	}
	return nil
}

// execute returns what a template makes of the data, in which no value is an instruction.
func execute(t *template.Template, data any) (string, error) {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return "", fmt.Errorf("prompt template %s: %w", strconv.Quote(t.Name()), err)
	}
	return breakMarks(b.String()), nil
}
