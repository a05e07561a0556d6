package clean

import (
	"github.com/codeworm/codeworm/internal/chatmark"
	"github.com/codeworm/codeworm/internal/markdown"
)

// PutMarksBack writes the marks of chats that an answer shows as code as the source has them: the model saw them broken up.
// Elsewhere they stay, since there a mark would end the answer.
func PutMarksBack(answer string) string {
	if len(answer) > maxAnswerBytes || chatmark.Restore(answer) == answer {
		return answer
	}
	code, err := codeOf(answer)
	if err != nil {
		return answer
	}
	var edits []markdown.Edit
	for _, r := range code {
		if shown := answer[r.Start:r.End]; chatmark.Restore(shown) != shown {
			edits = append(edits, markdown.Edit{Range: r, New: chatmark.Restore(shown)})
		}
	}
	return markdown.Apply(answer, edits)
}
