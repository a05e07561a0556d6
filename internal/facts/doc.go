// Package facts writes a page's prose from facts alone, without a model: for whoever has no model, and as the
// floor under every page, when a model's answer is refused. All it says is in page.Facts.
//
//   - facts.go: [Write], and the document types that it can write
//   - templates/: a template for each document type
//   - view.go, change.go, period.go, relations.go: what the templates see
//   - text.go: numbers, lists and first sentences in words
package facts
