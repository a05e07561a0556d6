// Package codewormtest proves parts that are swapped into CodeWorm, and stands
// in for them.
//
// For each interface of the root package there is a conformance suite: its
// contract comment, sentence by sentence, as subtests. An implementation's own
// test calls it:
//
//	func TestConformance(t *testing.T) {
//		codewormtest.TestStateStore(t, func(t *testing.T, now func() time.Time) codeworm.StateStore {
//			return open(t, now)
//		})
//	}
//
// Beside each suite stands an in-memory fake that passes it and needs neither
// cgo, a server nor a disk, for tests of what uses the interface.
package codewormtest
