// Package clean makes a model's answer fit for a page: it takes away what is about the conversation, what the page has
// itself and what must not be on one, and keeps every sentence of content.
//
// [Answer] runs the steps that the table in clean.go lists, and refuses what is left when it is no page. Each file
// holds the steps for one kind of thing: hidden.go what a reader cannot see, thinking.go what the model thought before
// it answered, turns.go chats with itself, envelope.go JSON, front
// matter and elements around the whole, fence.go fences around the whole or never closed, talk.go greetings and closing remarks, headings.go
// repeated titles and the levels of headings, html.go and links.go what a browser would obey. Then judge.go refuses, and
// summary.go takes the first sentence.
package clean
