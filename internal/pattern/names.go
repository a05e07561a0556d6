package pattern

import (
	"slices"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// plainName returns a name in lower case without underscores: "add_listener" and "addListener" become the same.
func plainName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// beginsWith reports whether the name is the word, or begins with it and goes on with another:
// "visitNode", "visit_node", "Visit"; not "visitor".
func beginsWith(name, word string) bool {
	name = strings.TrimLeft(name, "_")
	if len(name) < len(word) || !strings.EqualFold(name[:len(word)], word) {
		return false
	}
	rest := name[len(word):]
	return rest == "" || rest[0] == '_' || unicode.IsUpper(rune(rest[0]))
}

// beginsWithAny reports whether the name begins with one of the words.
func beginsWithAny(name string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return beginsWith(name, w) })
}

// parameterCount returns the number of parameters without the object itself.
func parameterCount(s *source.Symbol) int {
	n := len(s.Parameters)
	if n > 0 && (graph.IsSelf(strings.TrimLeft(s.Parameters[0].Name, "&*")) || strings.HasSuffix(s.Parameters[0].Name, "self")) {
		n--
	}
	return n
}

// isStatic reports whether a method belongs to its type, not to a value of it.
func isStatic(s *source.Symbol) bool {
	return s.Static || slices.ContainsFunc(s.Decorators, func(d string) bool { return d == "classmethod" || d == "staticmethod" }) ||
		len(s.Parameters) > 0 && s.Parameters[0].Name == "cls" || strings.HasPrefix(s.Signature, "def self.")
}

// typeName returns the bare name of a written type: "Queue" of "*jobs.Queue[T]". What only wraps a type,
// such as Box or Promise, is left out.
func typeName(written string) string {
	t := strings.Trim(written, `*&?"' `)
	for _, prefix := range []string{"mut ", "dyn ", "impl ", "const "} {
		t = strings.TrimPrefix(t, prefix)
	}
	for _, wrapper := range []string{"Box<", "Arc<", "Rc<", "Result<", "Option<", "Optional[", "Optional<", "Promise<", "std::unique_ptr<", "std::shared_ptr<"} {
		if inner, ok := strings.CutPrefix(t, wrapper); ok {
			t, _, _ = strings.Cut(inner, ",")
			t = strings.TrimPrefix(strings.TrimRight(t, ">] "), "dyn ")
		}
	}
	if i := strings.IndexAny(t, "<[("); i > 0 {
		t = t[:i]
	}
	return strings.Trim(graph.LastComponent(t), `*&?"' `)
}

// returnsSelf reports whether a method returns a value of its own type.
func returnsSelf(m *source.Symbol, typeName string) bool {
	if len(m.Results) != 1 {
		return false
	}
	result := graph.OutsideOf(strings.Trim(m.Results[0], `&*"' `), "[")
	result = strings.TrimPrefix(result, "mut ")
	return result == typeName || result == "Self" || result == "self" || result == "this" || result == "static"
}
