package tool

import (
	"context"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/reader"
)

// Reading asks for the sentences of a report.
type Reading struct {
	ID    string `json:"id" jsonschema:"id of the report"`
	Trace string `json:"trace,omitempty" jsonschema:"the trace that the report is of; else it is of the archive"`
	From  int    `json:"from,omitempty" jsonschema:"number of the first sentence that is wanted, from 0"`
	Limit int    `json:"limit,omitempty" jsonschema:"how many sentences, 1 to 50; 20"`
}

// Article is a report with some of its sentences.
type Article struct {
	Note string `json:"note" jsonschema:"how to read this answer"`
	Item
	Byline      string `json:"byline,omitempty"`
	Sentences   int    `json:"sentences" jsonschema:"how many sentences it has"`
	Cites       []Cite `json:"cites" jsonschema:"the sentences that were asked for"`
	Boilerplate []int  `json:"boilerplate,omitempty" jsonschema:"which of these are boilerplate of the page"`
	Next        int    `json:"next,omitempty" jsonschema:"from of the call for the sentences that follow"`
}

// Judging asks for verdicts.
type Judging struct {
	Story    string `json:"story,omitempty" jsonschema:"only those on this story"`
	Reviewer string `json:"reviewer,omitempty" jsonschema:"only those of this reviewer"`
	After    string `json:"after,omitempty" jsonschema:"next of the page before"`
	Limit    int    `json:"limit,omitempty" jsonschema:"how many, 1 to 50; 20"`
}

// Verdicts are what reviewers say of the program's findings.
type Verdicts struct {
	Note     string    `json:"note" jsonschema:"how to read this answer"`
	Verdicts []Verdict `json:"verdicts" jsonschema:"what people said of lines and links of trees; the program's own findings are not changed by it"`
	Next     string    `json:"next,omitempty" jsonschema:"after of the next page; none: this is the last"`
}

// Verdict is what a reviewer says of a line or a link.
type Verdict struct {
	ID       string `json:"id"`
	Story    string `json:"story"`
	Subject  string `json:"subject" jsonschema:"edge (who derives from whom) or link (which sentences say the same)"`
	Verdict  string `json:"verdict" jsonschema:"confirmed, rejected or redirected"`
	From     End    `json:"from" jsonschema:"the parent of an edge, one side of a link"`
	To       End    `json:"to" jsonschema:"the child of an edge, the other side of a link"`
	Redirect *End   `json:"redirect,omitempty" jsonschema:"what should stand in the place of from"`
	Text     string `json:"reason,omitempty" jsonschema:"what the reviewer notes"`
	Reviewer string `json:"reviewer,omitempty"`
	At       string `json:"at"`
}

// End is a report or a lost source that a verdict is about.
type End struct {
	Report    string `json:"report,omitempty"`
	Source    string `json:"source,omitempty"`
	Sentences []int  `json:"sentences,omitempty"`
	Quote     string `json:"quote,omitempty"`
}

func (s *server) addArticles(m *mcp.Server) {
	add(s, m, "article", "Read a report", "Reads sentences of a report of the archive or of a trace, with their numbers, to check what is cited.", false, answerFor, s.sentences)
	add(s, m, "verdicts", "List verdicts", "Lists what reviewers said of lines and links of family trees: confirmed, rejected, or redirected, with their reasons. Verdicts are about who derives from whom, not about whether a claim is true.", false, answerFor, s.verdicts)
}

func (s *server) sentences(ctx context.Context, _ *call, in Reading) (*Article, error) {
	most, err := limit(in.Limit)
	if err != nil {
		return nil, err
	}
	if in.From < 0 {
		return nil, refuse("sentences count from 0")
	}
	a, err := s.article(ctx, in.ID, in.Trace)
	if err != nil {
		return nil, err
	}
	out := &Article{Note: untrusted, Item: item(&a), Byline: clean(a.Byline, maxName), Sentences: len(a.Sentences), Cites: []Cite{}}
	extra := family.Boilerplate(&a)
	for n := in.From; n < len(a.Sentences); n++ {
		if len(out.Cites) == most {
			out.Next = n
			break
		}
		if extra[n] {
			out.Boilerplate = append(out.Boilerplate, n)
		}
		out.Cites = append(out.Cites, cites(&a, []int{n}, 1)...)
	}
	return out, nil
}

func (s *server) verdicts(ctx context.Context, _ *call, in Judging) (*Verdicts, error) {
	most, err := limit(in.Limit)
	if err != nil {
		return nil, err
	}
	if s.options.Book == nil {
		return nil, reader.ErrNoArchive
	}
	f := review.Filter{Reviewer: in.Reviewer, After: in.After, Limit: most + 1}
	if in.Story != "" {
		st, err := s.reader.Story(ctx, in.Story)
		if err != nil {
			return nil, err
		}
		f.Stories = []string{st.ID}
		// By its reports, too: it may have been given in a story that is merged into this one by now.
		if tree, err := s.reader.Tree(ctx, st.ID); err == nil && tree.Result != nil {
			for i := range tree.Result.Articles {
				f.Articles = append(f.Articles, tree.Result.Articles[i].ID)
			}
		}
	}
	all, err := s.options.Book.List(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &Verdicts{Note: untrusted + " " + neverTrue, Verdicts: each(head(all, most), verdict)}
	if len(all) > most {
		out.Next = all[most-1].ID
	}
	return out, nil
}

func verdict(v review.Verdict) Verdict {
	out := Verdict{
		ID: ident(v.ID), Story: ident(v.Story), Subject: string(v.Subject), Verdict: string(v.Opinion), From: end(v.From), To: end(v.To),
		Text: clean(v.Note, maxQuote), Reviewer: short(v.Reviewer), At: moment(v.At),
	}
	if v.Redirect != nil {
		e := end(*v.Redirect)
		out.Redirect = &e
	}
	return out
}

func end(e review.End) End {
	return End{Report: ident(e.Article), Source: short(e.Source), Sentences: e.Sentences, Quote: clean(e.Quote, maxQuote)}
}
