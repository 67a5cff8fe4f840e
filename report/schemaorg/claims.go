package schemaorg

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	tags "golang.org/x/text/language"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// Claims writes the claims of stories, and the reports with what they are based on. It is
// safe inside of a page's script element: <, > and & are escaped in JSON's way.
func Claims(w io.Writer, families []*family.Family) error {
	doc := document{Context: "https://schema.org", Graph: []any{}}
	for i, f := range families {
		s := &story{f, i + 1}
		for _, m := range f.Members {
			if m.Article != nil {
				doc.Graph = append(doc.Graph, s.based(m))
			}
		}
		for i := range f.Story.Claims {
			if c := s.claim(&f.Story.Claims[i], i+1); c != nil {
				doc.Graph = append(doc.Graph, c)
			}
		}
	}
	e := json.NewEncoder(display.JSON(w))
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

type document struct {
	Context string `json:"@context"`
	Graph   []any  `json:"@graph"`
}

type claim struct {
	Type     string    `json:"@type"`
	ID       string    `json:"@id"`
	Text     string    `json:"text"`
	Language string    `json:"inLanguage,omitempty"`
	First    []article `json:"firstAppearance"`
	All      []article `json:"appearance"`
}

type article struct {
	Type      string      `json:"@type"`
	ID        string      `json:"@id"`
	URL       string      `json:"url,omitempty"`
	Headline  string      `json:"headline,omitempty"`
	Language  string      `json:"inLanguage,omitempty"`
	Published string      `json:"datePublished,omitempty"`
	Publisher *publisher  `json:"publisher,omitempty"`
	Says      *quotation  `json:"hasPart,omitempty"`
	BasedOn   []reference `json:"isBasedOn,omitempty"`
}

type publisher struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// quotation is the sentence by which an article makes a claim.
type quotation struct {
	Type     string    `json:"@type"`
	Text     string    `json:"text"`
	Language string    `json:"inLanguage,omitempty"`
	Of       reference `json:"exampleOfWork"`
}

type reference struct {
	ID string `json:"@id"`
}

// story makes the descriptions of a story. Ids are blank nodes, which hold within the
// document: the address of an article may be that of another one, too, and a claim has
// none.
type story struct {
	*family.Family
	number int
}

func (s *story) report(m *family.Member) string {
	return fmt.Sprintf("_:story%d-%s", s.number, m.Letter)
}

func (s *story) article(m *family.Member) article {
	a := article{
		Type: "NewsArticle", ID: s.report(m), URL: family.Address(m.Article), Headline: display.Clean(m.Article.Title),
		Language: language(m.Article), Published: m.Date(),
	}
	if name := display.Clean(m.Article.Outlet); name != "" {
		a.Publisher = &publisher{"Organization", name} //nolint:misspell // the type is called so
	}
	return a
}

// language is the language of an article, as a tag of BCP 47, where it is known.
func language(a *stemma.Article) string {
	t, err := tags.Parse(a.Lang)
	if err != nil || t == tags.Und {
		return ""
	}
	return t.String()
}

// based is a report with the reports that it derives from.
func (s *story) based(m *family.Member) article {
	a := s.article(m)
	for _, e := range m.Edges() {
		if up := s.ByID[e.Parent]; up.Article != nil && e.Support >= family.Weak && !e.DirectionUncertain {
			a.BasedOn = append(a.BasedOn, reference{s.report(up)})
		}
	}
	return a
}

// claim is nil for one that none of the reports makes.
func (s *story) claim(cl *stemma.Claim, number int) *claim {
	c := &claim{Type: "Claim", ID: fmt.Sprintf("_:story%d-claim%d", s.number, number), Text: display.Clean(cl.Text)}
	held := family.Holders(cl)
	var by []*family.Member
	for _, m := range s.Members {
		p := held[m.ID]
		if p == nil || m.Article == nil {
			continue
		}
		by = append(by, m)
		words := family.Passage(m.Article, p.Sentences)
		if words == c.Text {
			c.Language = language(m.Article)
		}
		a := s.article(m)
		if words != "" {
			a.Says = &quotation{"Quotation", words, a.Language, reference{c.ID}}
		}
		c.All = append(c.All, a)
	}
	for i, first := range firsts(by) {
		if first {
			c.First = append(c.First, c.All[i])
		}
	}
	if len(by) == 0 {
		return nil
	}
	return c
}

// firsts says which reports none of the others is surely older than. One report is older
// than another if the last moment at which it can have come out lies before the first of
// the other.
func firsts(by []*family.Member) []bool {
	var oldest time.Time // the earliest of the last moments
	inclusive := false   // the report came out at that moment, and not before it
	for _, m := range by {
		from, to := m.Period()
		if exact := from.Equal(to); !to.IsZero() && (oldest.IsZero() || to.Before(oldest) || to.Equal(oldest) && !exact) {
			oldest, inclusive = to, exact
		}
	}
	out := make([]bool, len(by))
	for i, m := range by {
		from, _ := m.Period()
		out[i] = from.IsZero() || from.Before(oldest) || inclusive && from.Equal(oldest)
	}
	return out
}
