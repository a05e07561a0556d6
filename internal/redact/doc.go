// Package redact takes out of texts what nobody else should read: secrets, by rules that are
// built in, and the paths of the machine that the text was made on.
//
//   - redact.go: [Builtin], which puts marks in the place of secrets
//   - rules.go: what a secret looks like, and what only looks like one
//   - hostpath.go: [HostPaths]
package redact
