package clean

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/words"
)

// Each row of the tables of diagrams is read by its own example.
func TestMermaidFormsMatchTheirExamples(t *testing.T) {
	require.Len(t, readers, len(diagrams))
	for i, d := range diagrams {
		for name, forms := range map[string]words.Forms{"body": d.body, "open": d.open, "close": d.close, "inside": d.inside} {
			for _, form := range forms {
				assert.Regexp(t, words.Forms{form}.Whole(), form[1], "%s of %s", name, d.header)
			}
		}
		assert.True(t, readers[i].body.MatchString(d.body[0][1]), d.header)
	}
	for _, forms := range []words.Forms{nodeShapes, edgeForms} {
		for _, form := range forms {
			assert.Regexp(t, words.Forms{form}.Whole(), form[1])
		}
	}
}

func TestDiagrams(t *testing.T) {
	for name, code := range map[string]string{
		"flowchart": "graph TD\n  A[\"settle(account, fees)\"] --> B{empty?}\n  B -->|yes| C[\"say 'zero'\"]\n  B -- no --> D(pay the fees)\n  D --> E((done))",
		"subgraphs": "flowchart LR\n    subgraph one [The first]\n        a --> b\n    end\n    %% a remark\n    b -.-> c & d\n    classDef red fill:#f00,stroke:#333;\n    class a,b red",
		"sequence":  "sequenceDiagram\n    autonumber\n    participant C as Caller\n    C->>+Bank: settle(account, fees)\n    loop for each fee\n        Bank-->>C: the balance\n    end\n    alt empty\n        Bank-->>C: 0\n    else\n        Note over C,Bank: both wait\n    end",
		"class":     "classDiagram\n    class Account {\n        <<interface>>\n        +int balance\n        -fees: List~int~\n        +settle(fees) int\n    }\n    Account <|-- Savings\n    Account \"1\" --> \"*\" Fee : pays\n    Account : +close()",
		"state":     "stateDiagram-v2\n    [*] --> Open\n    Open --> Closed : close\n    Closed --> [*]\n    state Open {\n        [*] --> Idle\n    }",
		"entities":  "erDiagram\n    ACCOUNT ||--o{ FEE : pays\n    ACCOUNT {\n        int id PK\n        string owner \"who owns it\"\n    }",
	} {
		in := sentence + "\n\n```mermaid\n" + code + "\n```\n"
		got, err := Answer(in, Options{})
		require.NoError(t, err, name)
		assert.Equal(t, in, got.Body, name)
	}
	for name, code := range map[string]string{
		"too many brackets":      "graph TD\n  A[settle[0]] --> B",
		"a click":                "graph TD\n  A --> B\n  click A \"https://x.example\"",
		"a href":                 "graph TD\n  A --> B\n  click A href \"javascript:alert(1)\"",
		"a directive":            "%%{init: {'theme': 'dark'}}%%\ngraph TD\n  A --> B",
		"a script":               "graph TD\n  A[\"<script>alert(1)</script>\"] --> B",
		"an image":               "graph TD\n  A[\"<img src=x onerror=alert(1)>\"] --> B",
		"no kind":                "A --> B",
		"another kind":           "gitGraph\n  commit",
		"an unclosed subgraph":   "graph TD\n  subgraph one\n  A --> B",
		"an end too many":        "graph TD\n  A --> B\n  end",
		"a node named end":       "graph TD\n  A --> end",
		"nothing in it":          "graph TD",
		"half an arrow":          "graph TD\n  A -> B",
		"an arrow to nothing":    "graph TD\n  A -->",
		"prose":                  "graph TD\n  This is how it goes, step by step.",
		"a message without text": "sequenceDiagram\n  A->>B",
		"a semicolon":            "sequenceDiagram\n  A->>B: one; two",
		"a comment of a link":    "sequenceDiagram\n  link A: Site @ https://x.example",
		"generics":               "classDiagram\n  class List<String>",
		"an unclosed class":      "classDiagram\n  class A {\n  +x",
		"a hash":                 "stateDiagram-v2\n  A --> B : #35;",
		"front matter":           "---\ntitle: x\n---\ngraph TD\n  A --> B",
		"a label with an at":     "graph TD\n  A@{ img: \"https://x.example/a.png\" } --> B",
		"an unclosed label":      "graph TD\n  A[open --> B",
	} {
		for _, info := range []string{"mermaid", "Mermaid", "mermaid {x}", "{mermaid}"} {
			got, err := Answer(sentence+"\n\n```"+info+"\n"+code+"\n```\n", Options{})
			require.NoError(t, err, name)
			assert.Equal(t, sentence+"\n\n```\n"+code+"\n```\n", got.Body, name)
		}
	}
	got, err := Answer(sentence+"\n\n```mermaid\ngraph TD\n  A[settle(account, fees)] -->|is (it)| B{say \"zero\"?}\n  B --> C[\"say \"zero\"\"]\n```\n", Options{})
	require.NoError(t, err)
	assert.Equal(t, sentence+"\n\n```mermaid\ngraph TD\n  A[\"settle(account, fees)\"] -->|\"is (it)\"| B{\"say 'zero'?\"}\n  B --> C[\"say 'zero'\"]\n```\n", got.Body)
	got, err = Answer(sentence+"\n\n- so:\n\n  ~~~mermaid\n  A ->\n  ~~~\n", Options{})
	require.NoError(t, err)
	assert.Equal(t, sentence+"\n\n- so:\n\n```\nA ->\n```\n", got.Body)
	assert.True(t, isMermaid("graph TD\n"+strings.Repeat("A --> B\n", 2000)))
	assert.False(t, isMermaid("graph TD\n"+strings.Repeat("A --> ", 20000)))
}
