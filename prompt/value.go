package prompt

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/chatmark"
	"github.com/codeworm/codeworm/internal/markdown"
)

// What a template puts in is not ours: a repository wrote it, or a model that had read one. The template itself is. So each
// action of a template ends in guard, as those of package html/template end in what escapes them: it shows what is hidden and
// marks where the value begins and ends. When the whole is made, breakMarks breaks up the marks of chats that a value has a part in.

// trusted is text that is ours, or was made harmless.
type trusted string

// harmless is a text as it may stand within a fence.
func harmless(text string) trusted { return trusted(chatmark.Break(markdown.AllVisible(text))) }

// name is what a repository calls something. It stands outside of every fence, so that it is bounded, on one line, and quoted where
// it is not one plain word.
type name string

// maxName is the length of the longest name that is shown whole, in characters. Of a longer one the middle is left out.
const maxName = 120

// plainName is a word that no sentence can be in.
var plainName = regexp.MustCompile(`^[^\s"'` + "`" + `]*$`)

// String returns the name, quoted unless it is plain.
func (n name) String() string {
	short := n.short()
	if plainName.MatchString(short) {
		return short
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "'").Replace(short) + `"`
}

// short is the name on one line, without its middle where it is long.
func (n name) short() string {
	line := markdown.OneLine(string(n))
	if utf8.RuneCountInString(line) <= maxName {
		return line
	}
	all := []rune(line)
	return string(all[:maxName*2/3]) + "…" + string(all[len(all)-maxName/3+1:])
}

// code puts a text between backticks, for templates.
func code(value any) string {
	if n, ok := value.(name); ok {
		return markdown.Code(n.short())
	}
	return markdown.Code(fmt.Sprint(value))
}

// fenceFor is a fence that none of the texts can end.
func fenceFor(texts ...any) trusted {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = fmt.Sprint(t)
	}
	return trusted(markdown.FenceFor(4, all...))
}

// Where a value begins and ends in what a template makes, until breakMarks. Neither byte is valid UTF-8, so that no text holds it.
const (
	valueStart = "\xfe"
	valueEnd   = "\xff"
)

// guardName is what templates call guard by.
const guardName = "codewormGuard"

// guard makes a value text, marked as one.
func guard(value any) string {
	if t, ok := value.(trusted); ok {
		return string(t)
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.Pointer && !v.IsNil() && !isPrinted(value) {
		value = v.Elem().Interface() // as package text/template prints it
	}
	return valueStart + markdown.AllVisible(fmt.Sprint(value)) + valueEnd
}

// isPrinted reports whether a value says itself how it is printed.
func isPrinted(value any) bool {
	switch value.(type) {
	case error, fmt.Stringer:
		return true
	}
	return false
}

// guardValues makes guard the last function of each action of a template, and of those it defines, that prints something.
func guardValues(t *template.Template) {
	for _, defined := range append(t.Templates(), t) {
		if defined.Tree != nil {
			walkActions(defined.Root, guardAction)
		}
	}
}

func guardAction(action *parse.ActionNode) {
	pipe := action.Pipe
	if len(pipe.Decl) > 0 {
		return // it prints nothing
	}
	if last := pipe.Cmds[len(pipe.Cmds)-1]; len(last.Args) == 1 {
		if f, ok := last.Args[0].(*parse.IdentifierNode); ok && f.Ident == guardName {
			return
		}
	}
	call := parse.NewIdentifier(guardName).SetPos(action.Pos)
	pipe.Cmds = append(pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: action.Pos, Args: []parse.Node{call}})
}

// walkActions calls visit for each action below a node, in every branch.
func walkActions(n parse.Node, visit func(*parse.ActionNode)) {
	branch := func(b *parse.BranchNode) {
		walkActions(b.List, visit)
		walkActions(b.ElseList, visit)
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return // there is no else
		}
		for _, child := range n.Nodes {
			walkActions(child, visit)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.ActionNode:
		visit(n)
	}
}

// breakMarks breaks up the marks of chats that a value has a part in, also where two values or a value and the template
// make one together, and takes out where values begin and end.
func breakMarks(made string) string {
	var text strings.Builder
	text.Grow(len(made))
	ofValue := make([]bool, 0, len(made))
	inside := false
	for i := range len(made) {
		switch made[i] {
		case valueStart[0]:
			inside = true
		case valueEnd[0]:
			inside = false
		default:
			text.WriteByte(made[i])
			ofValue = append(ofValue, inside)
		}
	}
	return chatmark.BreakIf(text.String(), func(m chatmark.Mark) bool {
		for _, v := range ofValue[m.Start:m.End] {
			if v {
				return true
			}
		}
		return false
	})
}
