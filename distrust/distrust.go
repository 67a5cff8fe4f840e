// Package distrust finds what articles say of themselves, or are made of, that a
// trace does not go by: dates that cannot be right, another outlet's name, text
// that a reader does not see.
package distrust

import (
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Find returns what is not to be relied on in the articles of one story, in their
// order.
func Find(docs []*text.Document, sources []stemma.Source) []stemma.Distrust {
	return nil
}
