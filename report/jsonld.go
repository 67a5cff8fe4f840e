package report

import (
	"io"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/schemaorg"
)

// JSONLD writes the claims in the words of schema.org, ready for a ClaimReview, which it
// is not. What a report is based on leaves out edges with less support than minSupport.
func JSONLD(w io.Writer, r *stemma.Result, minSupport float64) error {
	return schemaorg.Claims(w, families(r, minSupport))
}
