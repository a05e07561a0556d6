package check

// judge returns the statements of a sentence, and whether the sentence is about what the text describes. Topic says that
// the one before it in its paragraph was.
func (d *described) judge(s sentence, topic bool) ([]Statement, bool) {
	var found []Statement
	if change, ok := d.changeStatement(s); ok {
		found = append(found, change)
	}
	return found, topic
}
