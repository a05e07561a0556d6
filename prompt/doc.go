// Package prompt makes what a model is told about a target: from templates, which users may
// replace one by one, from the facts about the target, and from the source of its file,
// within a budget.
//
//   - set.go: [Set], replaced prompts, and [Read], which reads them from a folder
//   - maker.go: [Maker] and [Maker.Make], from facts and source to the text of a prompt
//   - facts.go: the facts in a prompt, the most telling ones first
//   - template.go, names.go, sample.go: what templates see, and how a bad one is found when it is read,
//     not when it is used
//   - prompts/: the built-in templates and the hints for each language
//
// A prompt begins with what all targets of a file have in common, the same to the byte, so
// that a server can keep what it has read of it and read the rest alone.
package prompt
