package compose

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/source"
)

func TestSymbolIn(t *testing.T) {
	o := &source.Outline{Symbols: []source.Symbol{
		{Kind: source.KindStruct, Name: "Daemon", Signature: "type Daemon struct"},
		{Kind: source.KindMethod, Name: "run", Signature: "func (d *Daemon) run(ctx context.Context) error"},
		{Kind: source.KindMethod, Name: "run", Parent: "Other", Signature: "func (o *Other) run() error"},
	}}
	assert.Same(t, &o.Symbols[1], symbolIn(o, "func (d *Daemon) run(ctx context.Context) error {"))
	assert.Same(t, &o.Symbols[2], symbolIn(o, "func (o *Other) run() error {"))
	assert.Same(t, &o.Symbols[0], symbolIn(o, "type Daemon struct {"))
	assert.Nil(t, symbolIn(o, "import ("))
}
