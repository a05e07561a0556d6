package codeworm

// What the tests in package codeworm_test use of the inside.
var (
	NewIndexIn    = newIndex
	ReadOnlyCache = func(c Cache) Cache { return readOnlyCache{c} }
)

// StoreErr is why outlines could not be kept.
func (x *Index) StoreErr() error { return x.storeErr }
