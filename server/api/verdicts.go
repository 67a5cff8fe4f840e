package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/reader"
)

// VerdictRequest is a verdict that somebody gives, by the ids of the tree as it is now.
type VerdictRequest struct {
	_       struct{} `additionalProperties:"false"`
	Story   string   `json:"story" minLength:"1" maxLength:"2000" example:"s1" doc:"The id of the story."`
	Subject string   `json:"subject,omitempty" enum:"edge,link" default:"edge" doc:"What it is about: who derives from whom (edge), or which sentences say the same (link)."`
	Verdict string   `json:"verdict" enum:"confirmed,rejected,redirected" doc:"What you say of it; redirected: it leads elsewhere."`
	Child   string   `json:"child,omitempty" maxLength:"2000" doc:"Of an edge: the report, or source, that derives from the other, by its id in the trace."`
	Parent  string   `json:"parent,omitempty" maxLength:"2000" doc:"Of an edge: the one from which it derives; missing where the tree has the child as an origin."`
	A       string   `json:"a,omitempty" maxLength:"2000" doc:"Of a link: the report of the one side."`
	As      []int    `json:"a_sentences,omitempty" maxItems:"100" doc:"Its sentences, from 0."`
	B       string   `json:"b,omitempty" maxLength:"2000" doc:"Of a link: the report of the other side."`
	Bs      []int    `json:"b_sentences,omitempty" maxItems:"100" doc:"Its sentences, from 0."`
	// What it should be.
	Redirect          string `json:"redirect,omitempty" maxLength:"2000" doc:"Of an edge that is redirected: the report or source that is the parent, by its id; missing where the child is an origin."`
	RedirectName      string `json:"redirect_name,omitempty" maxLength:"1000" doc:"Instead: a source that the trace has not, by its name."`
	RedirectSentences []int  `json:"redirect_sentences,omitempty" maxItems:"100" doc:"Of a link that is redirected: the sentences of a that it should be; missing where there are none."`
	Note              string `json:"note,omitempty" maxLength:"4000" doc:"Why."`
}

type verdictsInput struct {
	Story     string `query:"story" maxLength:"2000" doc:"Verdicts on this story: those on its reports, wherever they were given. Named as in the path of a story."`
	Article   string `query:"article" maxLength:"2000" doc:"Verdicts that have to do with this report. Not together with story."`
	Reviewer  string `query:"reviewer" maxLength:"300" doc:"Verdicts of this reviewer."`
	Withdrawn bool   `query:"withdrawn" doc:"Those that were withdrawn, too."`
	Format    string `query:"format" enum:"json,jsonl" doc:"jsonl: the export (stemma/verdict/v1), all verdicts that pass, one a line; limit and cursor are then ignored. Without it, Accept decides."`
	Page
}

// VerdictPage is a page of verdicts.
type VerdictPage struct {
	Schema   string           `json:"schema" example:"stemma/verdicts/v1"`
	Verdicts []review.Verdict `json:"verdicts" doc:"In the order in which they were given."`
	Next     string           `json:"next,omitempty" doc:"The cursor of the next page."`
}

type giveInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Your own name for the verdict: what comes by the same key again is the same verdict, for as long as it is kept."`
	Body VerdictRequest
}

type givenOutput struct {
	Location string `header:"Location" doc:"The address of the verdict."`
	ETag     string `header:"ETag" doc:"Tells this state of the verdict from others: send it as If-Match to withdraw it."`
	Body     review.Verdict
}

// VerdictID names a verdict.
type VerdictID struct {
	ID string `path:"id" minLength:"1" maxLength:"300" example:"01JQ5Z3M8X" doc:"The id of a verdict."`
}

type verdictOutput struct{ Body review.Verdict }

type withdrawInput struct {
	VerdictID
	IfMatch string `header:"If-Match" maxLength:"2000" doc:"Withdraw it only if it is as you read it: the ETag of that answer."`
}

var jsonLines = form{"jsonl", "application/jsonl", ".jsonl", "The export: one verdict a line"}

func (c *catalogue) verdicts() {
	register(c, operation{
		method: "GET", path: "/verdicts", id: "listVerdicts", tag: "Verdicts", summary: "List verdicts",
		about:    "What reviewers say, in the order in which they said it; as JSONL the whole export (lines of stemma/verdict/v1), which stemma verdicts import reads.",
		problems: []kind{noVerdicts, notAcceptable, several}, raw: true,
		responses: map[int]*huma.Response{200: {Description: "The verdicts", Content: map[string]*huma.MediaType{
			"application/json": {Schema: c.ref(VerdictPage{}), Example: exampleVerdicts}, jsonLines.mediaType: {Schema: text(jsonLines.about)},
		}}},
		headers: map[string]string{"Link": "The address of the next page (RFC 8288), rel=\"next\"; not on the last page.", "Vary": "Accept: the form depends on it."},
	}, c.listVerdicts)
	register(c, operation{
		method: "POST", path: "/verdicts", id: "giveVerdict", tag: "Verdicts", summary: "Give a verdict",
		about: "Says of a line of a story's tree, or of a link between sentences, that it is right, wrong, or leads elsewhere. The reviewer is who asks. " +
			"What the program infers stays as it is: the verdict is shown beside it.",
		scope: access.Write, status: 201, problems: []kind{unknownStory, notDone, keyReused}, sent: exampleVerdictRequest, answer: exampleVerdict,
	}, c.giveVerdict)
	register(c, operation{
		method: "GET", path: "/verdicts/{id}", id: "getVerdict", tag: "Verdicts", summary: "Get a verdict",
		about: "A verdict, also one that was withdrawn.", problems: []kind{unknownEntry}, answer: exampleVerdict,
	}, c.getVerdict)
	register(c, operation{
		method: "DELETE", path: "/verdicts/{id}", id: "withdrawVerdict", tag: "Verdicts", summary: "Withdraw a verdict",
		about: "The verdict counts no more. That it was given, and who withdrew it, stays in the book. To withdraw twice is the same as once.",
		scope: access.Write, status: 204, problems: []kind{unknownEntry, changed},
	}, c.withdraw)
}

// book returns the book, or why there is none.
func (c *catalogue) book() (*review.Book, error) {
	if c.Book == nil {
		return nil, noVerdicts.of("There is no archive here.")
	}
	return c.Book, nil
}

func (c *catalogue) listVerdicts(ctx context.Context, in *verdictsInput) (*streamed, error) {
	f, err := chosen(ctx, in.Format, []form{jsonForm, jsonLines})
	if err != nil {
		return nil, err
	}
	b, err := c.book()
	if err != nil {
		return nil, err
	}
	filter, err := c.filter(ctx, in)
	if err != nil {
		return nil, err
	}
	if f == jsonLines {
		return exported(ctx, b, filter)
	}
	filter.After, filter.Limit = in.Cursor, in.Limit+1
	all, err := b.List(ctx, filter)
	if err != nil {
		return nil, cursorOr(err)
	}
	p := VerdictPage{Schema: review.Schema, Verdicts: all}
	notNil(&p.Verdicts)
	if len(all) > in.Limit {
		p.Verdicts = all[:in.Limit]
		p.Next = p.Verdicts[in.Limit-1].ID
	}
	link := next(ctx, p.Next)
	return &streamed{func(ctx huma.Context) {
		if link != "" {
			ctx.SetHeader("Link", link)
		}
		ctx.SetHeader("Vary", "Accept")
		ctx.SetHeader("Content-Type", jsonForm.mediaType)
		ctx.SetStatus(http.StatusOK)
		_ = writeJSON(ctx.BodyWriter(), p)
	}}, nil
}

// filter chooses the verdicts that are asked for.
func (c *catalogue) filter(ctx context.Context, in *verdictsInput) (f review.Filter, err error) {
	switch {
	case in.Story != "" && in.Article != "":
		return f, wrong("query.article", "give a story or a report, and not both")
	case in.Story != "":
		f, err = c.Reader.VerdictsOf(ctx, in.Story)
	case in.Article != "":
		f.Articles = []string{in.Article}
	}
	f.Reviewer, f.Withdrawn = in.Reviewer, in.Withdrawn
	return f, err
}

// cursorOr says that the cursor is wrong where the book knows no verdict by that id.
func cursorOr(err error) error {
	if f, is := errors.AsType[*review.Invalid](err); is && f.Field == "after" {
		return wrong("query.cursor", "%s", f.Problem)
	}
	return err
}

func exported(ctx context.Context, b *review.Book, f review.Filter) (*streamed, error) {
	var out bytes.Buffer
	if _, err := review.Write(&out, b.All(ctx, f)); err != nil {
		return nil, err
	}
	return &streamed{func(ctx huma.Context) {
		ctx.SetHeader("Vary", "Accept")
		ctx.SetHeader("Content-Type", jsonLines.mediaType)
		ctx.SetHeader("Content-Disposition", `attachment; filename="verdicts.jsonl"`)
		ctx.SetStatus(http.StatusOK)
		_, _ = ctx.BodyWriter().Write(out.Bytes())
	}}, nil
}

func (c *catalogue) giveVerdict(ctx context.Context, in *giveInput) (*givenOutput, error) {
	b, err := c.book()
	if err != nil {
		return nil, err
	}
	t, err := c.tree(ctx, in.Body.Story)
	if err != nil {
		return nil, err
	}
	d := in.Body.draft(t.Story.ID, access.Who(ctx).Name)
	if d.Elsewhere, err = c.elsewhere(ctx, t.Result, d.Redirect); err != nil {
		return nil, err
	}
	v, err := review.New(t.Result, d)
	if err != nil {
		return nil, err
	}
	if v, err = b.Add(ctx, v, in.Key); err != nil {
		return nil, err
	}
	tag, err := verdictTag(v)
	return &givenOutput{Root + "/verdicts/" + v.ID, tag, v}, err
}

func (r *VerdictRequest) draft(story, reviewer string) review.Draft {
	return review.Draft{
		Story: story, Subject: review.Subject(r.Subject), Opinion: review.Opinion(r.Verdict), Parent: r.Parent, Child: r.Child,
		A: r.A, ASentences: r.As, B: r.B, BSentences: r.Bs, Redirect: r.Redirect, RedirectName: r.RedirectName, RedirectSentences: r.RedirectSentences,
		Note: r.Note, Reviewer: reviewer,
	}
}

// elsewhere is the report that a verdict leads to where the tree does not have it; nil where it has, or where there is no such report: then
// the verdict is wrong, and package review says so.
func (c *catalogue) elsewhere(ctx context.Context, r *stemma.Result, id string) (*stemma.Article, error) {
	if _, there := endOf(r, id); id == "" || there {
		return nil, nil
	}
	a, err := c.Reader.Article(ctx, id)
	if errors.Is(err, reader.ErrUnknown) {
		return nil, nil
	}
	return &a, err
}

// verdictTag is the ETag that GET gives to a verdict.
func verdictTag(v review.Verdict) (string, error) {
	var b bytes.Buffer
	err := writeJSON(&b, v)
	return tagOf(b.Bytes()), err
}

func (c *catalogue) getVerdict(ctx context.Context, in *VerdictID) (*verdictOutput, error) {
	b, err := c.book()
	if err != nil {
		return nil, err
	}
	v, err := b.Verdict(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &verdictOutput{v}, nil
}

func (c *catalogue) withdraw(ctx context.Context, in *withdrawInput) (*struct{}, error) {
	b, err := c.book()
	if err != nil {
		return nil, err
	}
	if in.IfMatch != "" {
		v, err := b.Verdict(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if tag, err := verdictTag(v); err != nil || !matches(in.IfMatch, tag) {
			return nil, errorOr(err, changed.of("The verdict is another by now."))
		}
	}
	_, err = b.Withdraw(ctx, in.ID, access.Who(ctx).Name)
	return nil, err
}
