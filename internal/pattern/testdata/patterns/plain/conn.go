package plain

// Visitor, factory, observer, builder, retry: words alone.
type Conn struct{}

func NewConn() *Conn { return &Conn{} }

func (c *Conn) Attach(x int) {}

func (c *Conn) Emit(x int) {}
