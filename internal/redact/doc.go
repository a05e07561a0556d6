// Package redact takes out of texts what nobody else should read: secrets, by rules that are
// built in, and the paths of the machine that the text was made on.
//
//   - redact.go: [Builtin], which puts marks in the place of secrets; view.go: a text with its strings joined, and the sides of a diff
//   - scan.go: one pass over a text, from name to name; words.go: which names are those of secrets
//   - assign.go, bare.go, compare.go, call.go: what a name is given, in quotes or without, what it is compared with, and the arguments of calls
//   - commands.go, sql.go, url.go, header.go, prose.go: what commands, statements, addresses, headers and sentences hold
//   - issuers.go, pem.go: tokens with their issuers' marks, and private keys
//   - value.go, wordlike.go: what a secret looks like, and what only looks like one
//   - hostpath.go: [HostPaths]
package redact
