package parser_test

import (
	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser"
)

var (
	_ codeworm.Parser          = (*parser.Parser)(nil)
	_ codeworm.ParserPreparer  = (*parser.Parser)(nil)
	_ codeworm.ParserVersioner = (*parser.Parser)(nil)
	_ codeworm.FileClassifier  = (*parser.Parser)(nil)
)
