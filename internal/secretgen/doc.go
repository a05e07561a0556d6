// Package secretgen makes texts with random secrets, and texts that only look as if they held some, for tests of redactors.
// A seed gives the same texts every time.
//
//   - gen.go: [Secrets] and [Harmless], from the tables
//   - fill.go: what the signs of a template stand for
//   - issuers.go, assignments.go, commands.go, multiline.go: templates with a secret, by kind
//   - harmless.go: templates without one
package secretgen
