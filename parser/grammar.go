package parser

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/codeworm/codeworm/source"
)

// class is a set of the lists of a Language that a node is in.
type class uint32

const (
	isWrapper class = 1 << iota
	isAttribute
	isComment
	isSection
	isIdentifier
	isBlock
	isDecision
	isLogical
	isStructure
	isTernary
	isElseIf
	isElse
	isLambda
	isJump
	isYield
	isDefault
	isAbstract
	isNoParameter
	isDoc
	isPreamble
	isLeading
	// dependsOnParent says that the pairs have to be looked at too.
	dependsOnParent
)

// grammar is a Language made ready.
type grammar struct {
	row      Language
	language *sitter.Language
	query    *query
	classes  []class          // by symbol
	pairs    map[uint32]class // by parent's and child's symbol
	names    []string         // of node types by symbol
	named    []bool           // by symbol
	fields   []string         // by field number
	meaning  []meaning        // of captures, by number
	marks    []class          // likewise
	mends    []*regexp.Regexp // of the row's, in their order

	// What extraction asks for by name; 0 when the grammar has no such field.
	fieldBody, fieldParameters, fieldName, fieldType, fieldDeclarator, fieldPath uint16
	fieldsResult, fieldsParameterName, fieldsValue                               []uint16
}

// outlineVersion changes when the same language rows give other outlines.
const outlineVersion = "4"

// compile makes a language ready.
func compile(row Language) (*grammar, error) {
	g := &grammar{row: row, language: row.Grammar(), pairs: map[uint32]class{}}
	g.readNames()
	var problems []error
	for _, list := range []struct {
		nodes Nodes
		class class
	}{
		{row.Wrappers, isWrapper}, {row.Attributes, isAttribute}, {row.Comments, isComment}, {row.Sections, isSection},
		{row.Identifiers, isIdentifier}, {row.Blocks, isBlock}, {row.Decisions, isDecision}, {row.Logical, isLogical},
		{row.Structures, isStructure}, {row.Ternaries, isTernary}, {row.ElseIf, isElseIf}, {row.Else, isElse},
		{row.Lambdas, isLambda}, {row.Jumps, isJump}, {row.Yields, isYield}, {row.Defaults, isDefault}, {row.Abstracts, isAbstract},
		{row.NoParameters, isNoParameter}, {row.Preambles, isPreamble},
		{row.Leading, isLeading},
	} {
		for _, node := range strings.Fields(string(list.nodes)) {
			problems = append(problems, g.classify(node, list.class))
		}
	}
	for _, m := range row.Mends {
		re, err := regexp.Compile(m.Find)
		if err != nil {
			problems = append(problems, err)
		}
		g.mends = append(g.mends, re)
	}
	var err error
	if g.query, err = compileQuery(row.Query, g); err != nil {
		problems = append(problems, err)
	} else {
		for _, name := range g.query.captures {
			g.meaning = append(g.meaning, meanings[name])
			g.marks = append(g.marks, marks[name])
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("parser: language %s: %w", row.Name, err)
	}
	g.fieldBody, g.fieldParameters, g.fieldName = g.fieldNumber("body"), g.fieldNumber("parameters"), g.fieldNumber("name")
	g.fieldType, g.fieldDeclarator, g.fieldPath = g.fieldNumber("type"), g.fieldNumber("declarator"), g.fieldNumber("path")
	g.fieldsValue = g.fieldNumbers("value", "default_value")
	g.fieldsResult = g.fieldNumbers("return_type", "result")
	g.fieldsParameterName = g.fieldNumbers("name", "pattern", "left", "declarator")
	return g, nil
}

// maxFields bounds the search for the end of the grammar's list of fields.
const maxFields = 1 << 12

func (g *grammar) readNames() {
	count := int(g.language.SymbolCount())
	g.names, g.named, g.classes = make([]string, count), make([]bool, count), make([]class, count)
	for i := range count {
		if kind := g.language.SymbolType(sitter.Symbol(i)); kind != sitter.SymbolTypeAuxiliary {
			g.names[i], g.named[i] = g.language.SymbolName(sitter.Symbol(i)), kind == sitter.SymbolTypeRegular
		}
	}
	g.fields = []string{""}
	for len(g.fields) < maxFields {
		field := g.language.FieldName(len(g.fields))
		if field == "" {
			break
		}
		g.fields = append(g.fields, field)
	}
}

func (g *grammar) symbolCount() int { return len(g.names) }

func (g *grammar) nodeSymbols(name string, named bool) []uint16 {
	if name == "ERROR" && named {
		return nil
	}
	var symbols []uint16
	for i, n := range g.names {
		if n == name && g.named[i] == named {
			symbols = append(symbols, uint16(i))
		}
	}
	return symbols
}

func (g *grammar) fieldNumber(name string) uint16 {
	return uint16(max(0, slices.Index(g.fields, name)))
}

func (g *grammar) fieldNumbers(names ...string) []uint16 {
	var numbers []uint16
	for _, name := range names {
		if n := g.fieldNumber(name); n != 0 {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// classify puts a node of a Nodes list into a class.
func (g *grammar) classify(node string, c class) error {
	symbols := func(name string) ([]uint16, error) {
		token, quoted := strings.CutPrefix(name, `"`)
		s := g.nodeSymbols(strings.TrimSuffix(token, `"`), !quoted)
		if len(s) == 0 {
			return nil, fmt.Errorf("the grammar has no node %s", name)
		}
		return s, nil
	}
	parent, child, pair := strings.Cut(node, "/")
	if strings.HasPrefix(node, `"`) {
		parent, pair = node, false
	}
	outer, err := symbols(parent)
	if err != nil {
		return err
	}
	if !pair {
		for _, s := range outer {
			g.classes[s] |= c
		}
		return nil
	}
	inner, err := symbols(child)
	if err != nil {
		return err
	}
	for _, i := range inner {
		g.classes[i] |= dependsOnParent
		for _, o := range outer {
			g.pairs[uint32(o)<<16|uint32(i)] |= c
		}
	}
	return nil
}

// versionOf is a hash of all that outlines of the language depend on, apart from the grammar itself.
func versionOf(row Language) string {
	row.Grammar = nil
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%+v", outlineVersion, row))
	return hex.EncodeToString(sum[:8])
}

// meaning is what a capture's name says.
type meaning uint8

const (
	meansNothing meaning = iota
	meansName
	meansScope
	meansBody
	meansParameters
	meansResult
	meansDecorator
	meansDoc
	meansQualifier
	meansImport
	meansImportPath
	meansImportName
	meansParameter
	meansLocal
)

// marks are captures that put the node they are at into a class, for what depends on more than a node's
// type and parent.
var marks = map[string]class{
	"decision": isDecision, "logical": isLogical, "structure": isStructure, "ternary": isTernary, "elseif": isElseIf,
	"else": isElse, "lambda": isLambda, "yield": isYield, "attribute": isAttribute, "block": isBlock,
	"doc.before": isDoc, "default": isDefault,
}

// meanings are the captures besides @definition.KIND and @reference.KIND.
var meanings = map[string]meaning{
	"name": meansName, "scope": meansScope, "body": meansBody, "parameters": meansParameters, "result": meansResult,
	"decorator": meansDecorator, "doc": meansDoc, "qualifier": meansQualifier,
	"parameter": meansParameter, "local": meansLocal, "import": meansImport, "import.path": meansImportPath, "import.name": meansImportName,
}

// role is what a pattern is for.
type role struct {
	definition source.SymbolKind
	reference  source.ReferenceKind
	imports    bool
	doc        bool // the file's doc comment
	local      bool // a name that a definition binds in itself
	marks      bool
	at         uint16 // the capture that is the definition, reference or import
}

var kinds = []source.SymbolKind{
	source.KindFunction, source.KindMethod, source.KindConstructor, source.KindClass, source.KindStruct,
	source.KindInterface, source.KindTrait, source.KindEnum, source.KindUnion, source.KindRecord,
	source.KindObject, source.KindImpl, source.KindType, source.KindModule, source.KindProperty,
	source.KindMacro, source.KindTable, source.KindService, source.KindMessage, source.KindResource,
}

var referenceKinds = []source.ReferenceKind{source.ReferenceCall, source.ReferenceType, source.ReferenceValue}

// roleOf reads a pattern's role from its captures.
func roleOf(captures []string, p *pattern) (role, error) {
	var r role
	roles := 0
	doc, named, marked, local := false, false, false, false
	for _, c := range p.root.allCaptures(nil) {
		name := captures[c]
		prefix, kind, _ := strings.Cut(name, ".")
		switch {
		case prefix == "definition":
			r.definition, r.at = source.SymbolKind(kind), c
			if !slices.Contains(kinds, r.definition) {
				return r, fmt.Errorf("@%s is not a kind of symbol", name)
			}
			roles++
		case prefix == "reference":
			r.reference, r.at = source.ReferenceKind(kind), c
			if !slices.Contains(referenceKinds, r.reference) {
				return r, fmt.Errorf("@%s is not a kind of reference", name)
			}
			roles++
		case name == "import":
			r.imports, r.at = true, c
			roles++
		case marks[name] != 0:
			marked = true
		case meanings[name] == meansNothing && !strings.HasPrefix(name, "_"):
			return r, fmt.Errorf("@%s means nothing", name)
		case name == "doc":
			doc = true
		case name == "local":
			local = true
		case name == "name":
			named = true
		}
	}
	switch {
	case roles > 1:
		return r, errors.New("a pattern defines, refers or imports, only one of them")
	case roles == 0 && marked:
		r.marks = true
	case roles == 0 && local:
		r.local = true
	case roles == 0 && doc:
		r.doc = true
	case roles == 0:
		return r, errors.New("a pattern needs a capture @definition.KIND, @reference.KIND, @import, @doc, @local or a mark")
	case !r.imports && !named:
		return r, errors.New("a definition or reference needs a @name")
	}
	return r, nil
}

func (s *step) allCaptures(list []uint16) []uint16 {
	list = append(list, s.captures...)
	for i := range s.children {
		list = s.children[i].allCaptures(list)
	}
	for i := range s.either {
		list = s.either[i].allCaptures(list)
	}
	return list
}
