// Package clean makes a model's answer fit for a page: it takes away what is about the conversation, what the page has
// itself and what must not be on one, and keeps every sentence of content.
//
// [Answer] runs the steps that the tables in clean.go list, and refuses what is left when it is no page. Each file
// holds the steps for one kind of thing: hidden.go what a reader cannot see, thinking.go what the model thought before
// it answered, turns.go where it goes on as a chat with itself, envelope.go JSON, front matter and elements around the
// whole, fence.go fences around the whole or never closed, talk.go greetings and closing remarks, repeat.go what was
// said before, headings.go repeated titles and the levels of headings, html.go and links.go what a browser would obey,
// mermaid.go diagrams that cannot be drawn. Then judge.go refuses, and summary.go takes the first sentence.
//
// While an answer still comes, [LoopGuard] tells whether it goes round in circles, and [WholeSentences] what to keep of
// one that was cut.
package clean
