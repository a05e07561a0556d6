package check

import "fmt"

// MentionClass says what a piece of a text is taken for.
type MentionClass string

// The classes of mentions.
const (
	ClassName       MentionClass = "name"           // parse
	ClassDotted     MentionClass = "dotted name"    // Foo.bar, a::b, p->q
	ClassCall       MentionClass = "call"           // parse(text)
	ClassType       MentionClass = "type"           // map[string]int, Option<T>
	ClassExpression MentionClass = "expression"     // a + b, x: int
	ClassPath       MentionClass = "path"           // parser/metrics.go
	ClassLine       MentionClass = "line reference" // line 42, L12, file.go:12
	ClassFlag       MentionClass = "flag"           // --dry-run
	ClassKey        MentionClass = "key"            // Content-Type, dry-run
	ClassMarkup     MentionClass = "markup"         // <div>
	ClassLiteral    MentionClass = "literal"        // 42, "text", 5s
	ClassOperator   MentionClass = "operator"       // !=
	ClassCommand    MentionClass = "shell command"  // go test ./...
	ClassText       MentionClass = "text"           // words
	ClassCode       MentionClass = "quoted code"    // a fenced block
	ClassStatement  MentionClass = "statement"      // a sentence about what the text describes
	ClassChange     MentionClass = "change claim"   // a sentence that says that code was changed
	ClassFiller     MentionClass = "filler"         // a sentence that says nothing of what the text describes
)

// MentionOrigin says where what is mentioned is known from.
type MentionOrigin string

// The origins. What has none is a finding.
const (
	OriginNone       MentionOrigin = ""                 // it does not exist
	OriginSource     MentionOrigin = "source"           // the described file
	OriginRepository MentionOrigin = "repository"       // another file
	OriginImport     MentionOrigin = "import"           // an import of the described file binds it
	OriginLanguage   MentionOrigin = "language"         // keyword or built-in
	OriginLibrary    MentionOrigin = "standard library" // of the language
	OriginPackage    MentionOrigin = "package"          // somebody else's library, where the text may name it
	OriginConvention MentionOrigin = "convention"       // a well-known file, header, abbreviation
	OriginNotation   MentionOrigin = "notation"         // one letter, as in O(n)
	OriginValue      MentionOrigin = "value"            // a literal: it names nothing
	OriginText       MentionOrigin = "text"             // words
	OriginPage       MentionOrigin = "page"             // an example in the text defines it itself
	OriginAside      MentionOrigin = "aside"            // in a text of people's, known for what it is: nothing of the repository's
	OriginIgnored    MentionOrigin = "ignored"          // a comment in the text says not to look
)

func (o MentionOrigin) exists() bool { return o != OriginNone }

// ours reports whether it is something of the repository.
func (o MentionOrigin) ours() bool { return o == OriginSource || o == OriginRepository }

// Mention is a piece of a text that was looked at.
type Mention struct {
	Line, Column int // 1-based, in the text; the column in bytes
	Start, End   int // its bytes in the text
	Text         string
	Class        MentionClass
	Origin       MentionOrigin // OriginNone when it is a finding
	Reason       string        // why it exists, or what is wrong, as a clause
	Suggestion   bool          // it stands in a part that makes suggestions

	node    int       // where it stands, in its part of the text
	parts   []part    // the identifiers in it that exist
	absent  []absence // those that do not
	missing string    // the name of the first of them
	// possible says of what does not exist that it may be somebody else's, see Finding.
	possible bool
}

// part is one identifier of a mention.
type part struct {
	name   string
	origin MentionOrigin
	loose  bool // some module of the standard library has it, but nothing says that this one is meant
}

// absence is a name that does not exist, and why that is so, as a clause.
type absence struct {
	name, reason string
	// sure says that the name exists and does not belong here: that its letters stand somewhere excuses nothing.
	sure bool
	// member says that it is called, or said to be in something: letters in a comment or string excuse no such thing.
	member bool
}

// found says where the mention is known from.
func (m *Mention) found(o MentionOrigin, reason string) { m.Origin, m.Reason = o, reason }

// fail makes the mention a finding.
func (m *Mention) fail(name, format string, args ...any) {
	m.Origin, m.Reason = OriginNone, fmt.Sprintf(format, args...)
	m.missing = name
	m.absent = append(m.absent, absence{name: name, reason: m.Reason})
}

// contradict makes the mention a finding, whatever else was found of it: what it says does not hold.
func (m *Mention) contradict(name, format string, args ...any) {
	m.Origin, m.Reason = OriginNone, fmt.Sprintf(format, args...)
	m.missing = name
	m.absent = append([]absence{{name: name, reason: m.Reason, sure: true}}, m.absent...)
}

// forget drops the names that were looked for, for the mention to be resolved as something else.
func (m *Mention) forget() { m.absent, m.parts = nil, nil }
