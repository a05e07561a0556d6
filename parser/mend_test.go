package parser_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/csharp"
	"github.com/codeworm/codeworm/parser/lang/kotlin"
	"github.com/codeworm/codeworm/parser/lang/php"
	"github.com/codeworm/codeworm/parser/lang/sql"
	"github.com/codeworm/codeworm/source"
)

func mendedOutline(t *testing.T, row parser.Language, src string) *source.Outline {
	t.Helper()
	p, err := parser.New(row)
	require.NoError(t, err)
	o, err := p.Parse(t.Context(), "a"+row.Extensions[0], []byte(src))
	require.NoError(t, err)
	return o
}

// listed are the symbols of an outline, with their lines; "!" is behind those that were recovered.
func listed(o *source.Outline) string {
	var list []string
	for _, s := range o.Symbols {
		text := fmt.Sprintf("%s %s %d-%d", s.Kind, s.QualifiedName(), s.Span.StartLine, s.Span.EndLine)
		if s.Recovered {
			text += "!"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

const bodies = `namespace Bank;

/// <summary>Says no.</summary>
public sealed class Refused<T>(string why, int code = 7) : Problem($"no; {why}", code), IKnown
    where T : new();

public class Plain(int a) : Known;

internal interface IMark : IKnown;

public class Desk(Refused<int> r)
{
    public int Open(int a) { return a > 1 ? a : 0; }
}
`

// Syntax that is newer than the grammar is read, with its own texts and places.
func TestMends(t *testing.T) {
	o := mendedOutline(t, csharp.Language, bodies)
	assert.Equal(t, "class Refused 4-5; class Plain 7-7; interface IMark 9-9; class Desk 11-14; method Desk.Open 13-13", listed(o))
	assert.Empty(t, o.Errors)
	assert.Equal(t, "Says no.", strings.TrimSpace(strings.NewReplacer("<summary>", "", "</summary>", "").Replace(o.Symbols[0].Doc)))
	assert.True(t, strings.HasPrefix(o.Symbols[0].Signature, "public sealed class Refused<T>(string why, int code = 7) : Problem"), o.Symbols[0].Signature)
	assert.Equal(t, bodies[o.Symbols[1].Span.StartByte:o.Symbols[1].Span.EndByte], "public class Plain(int a) : Known;")

	o = mendedOutline(t, kotlin.Language, "package a\n\n/** Waits. */\nfun  interface Waiter {\n    fun wait(n: Int): Int\n}\n\nfun after() { println(1) }\n")
	assert.Equal(t, "interface Waiter 4-6; method Waiter.wait 5-5; function after 8-8", listed(o))
	assert.Empty(t, o.Errors)

	o = mendedOutline(t, php.Language, "<?php\nclass Card {\n    public int $sum = 3 {\n        get => $this->n + 1; // }\n        set(int $v) { if ($v > 1) { $this->n = '}'; } }\n    }\n\n    public function pay(int $n): string {\n        return 'x';\n    }\n}\n")
	assert.Equal(t, "class Card 2-11; method Card.pay 8-10", listed(o))
	assert.Empty(t, o.Errors)
}

// A type whose body the grammar did not find is no owner of the next one's members, and says that it is not whole.
func TestRecoveredTypesTakeNoMembersOfOthers(t *testing.T) {
	row := csharp.Language
	row.Mends = nil
	o := mendedOutline(t, row, "public class Lost(int id) : Known($\"{id}\");\n\npublic class Till\n{\n    public int Go(int a) { return a; }\n}\n")
	require.NotEmpty(t, o.Symbols)
	assert.Equal(t, "class Lost 1-1!; method Go 5-5", listed(o))
	assert.NotEmpty(t, o.Errors)
}

// A trigger is what its own name says, and uses its table and its function.
func TestTriggers(t *testing.T) {
	o := mendedOutline(t, sql.Language, "CREATE TABLE shop.item (id int);\n\nCREATE OR REPLACE TRIGGER audit\n  AFTER UPDATE OF id ON shop.item\n  FOR EACH ROW EXECUTE PROCEDURE shop.log_change();\n")
	assert.Equal(t, "table shop.item 1-1; function audit 3-5", listed(o))
	var uses []string
	for _, r := range o.References {
		uses = append(uses, fmt.Sprintf("%s %s %s", r.Kind, r.Qualifier, r.Name))
	}
	assert.Equal(t, []string{"type shop item", "call  log_change"}, uses)
}
