package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma/server/history"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
)

// formsHelp says in the document how a form is chosen.
const formsHelp = " The form is chosen by format, or else by the header Accept."

// TraceForm are the parameters of whatever answers a trace.
type TraceForm struct {
	Format     string  `query:"format" enum:"json,html,svg,markdown,graphml,gexf,dot,csv,jsonld" doc:"The form of the answer; without it, Accept decides."`
	MinSupport float64 `query:"min_support" minimum:"0" maximum:"1" default:"0" doc:"Leave lines with less support out of what is drawn; JSON has them all."`
}

// chosen is the form that is asked for. That support is a number is not looked at before.
func (t *TraceForm) chosen(ctx context.Context) (form, error) {
	if !(t.MinSupport >= 0 && t.MinSupport <= 1) {
		return form{}, wrong("query.min_support", "expected a number from 0 to 1")
	}
	return chosen(ctx, t.Format, traceForms)
}

type treeInput struct {
	StoryID
	TraceForm
}

// streamed is an answer that is written by hand.
type streamed struct{ Body func(huma.Context) }

type claimInput struct {
	StoryID
	N string `path:"n" minLength:"1" maxLength:"200" example:"1" doc:"The number of the claim among those that several reports make, as the pages show it, from 1; or its id in the trace."`
}

type claimOutput struct {
	Stale string `header:"Stemma-Stale" doc:"true where reports came since the story was traced."`
	Body  history.Claim
}

// Headers that say how a tree stands to its story.
const (
	staleHeader   = "Stemma-Stale"
	jobHeader     = "Stemma-Job"
	leftOutHeader = "Stemma-Left-Out"
)

func (c *catalogue) trees() {
	register(c, operation{
		method: "GET", path: "/stories/{id}/trace", id: "traceStory", tag: "Stories", summary: "Trace a story",
		about: "The family tree of a story with all evidence (stemma/trace/v1)." + formsHelp +
			" A story that was never traced and is too large to be traced at once is traced in the background: the answer is 202, and Location is the job. " +
			"Where reports came since it was traced, the tree is the one before them, and the header " + staleHeader + " says so.",
		problems: []kind{unknownStory, several, notAcceptable, busy}, raw: true,
		responses: map[int]*huma.Response{
			200: {Description: "The tree", Content: content(traceForms)},
			202: {Description: "It is being traced for the first time", Headers: map[string]*huma.Param{
				"Location": header("The address of the job."), "Retry-After": header("After how many seconds to ask again."),
			}, Content: map[string]*huma.MediaType{"application/json": {Schema: c.ref(job.Status{}), Example: exampleStatus}}},
		},
		headers: map[string]string{
			staleHeader: "true where reports came since the story was traced.", jobHeader: "The job that traces it anew, if one does.",
			leftOutHeader: "How many reports are not in the tree, which is of the first ones.", "Vary": "Accept: the form depends on it.",
		},
	}, c.traceStory)
	register(c, operation{
		method: "GET", path: "/stories/{id}/claims/{n}", id: "getClaimHistory", tag: "Stories", summary: "Follow a claim through a story",
		about: "Who makes a claim, in the order of time, which report can be the first, and what changed in it along the tree (stemma/history/v1). " +
			"Numbers of claims are those of the tree as it is now.",
		problems: []kind{unknownStory, several, notDone}, answer: exampleHistory,
	}, c.getClaim)
}

// ref is a reference to the schema of a value's type.
func (c *catalogue) ref(v any) *huma.Schema {
	return c.api.OpenAPI().Components.Schemas.Schema(typeOf(v), true, "")
}

func (c *catalogue) traceStory(ctx context.Context, in *treeInput) (*streamed, error) {
	f, err := in.chosen(ctx)
	if err != nil {
		return nil, err
	}
	t, err := c.Reader.Tree(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if t.Result == nil {
		return c.traced(t.Job)
	}
	out, err := c.drawn(ctx, t.Result, "story", t.Tag, f, in.MinSupport)
	if err != nil {
		return nil, err
	}
	return out.with(staleHeader, yes(t.Stale)).with(jobHeader, t.Job).with(leftOutHeader, leftOut(t)), nil
}

// yes is a header that says that something is so; "", which is none, where it is not.
func yes(is bool) string {
	if is {
		return "true"
	}
	return ""
}

// leftOut is the header that says how many reports are not in a tree; "" where all are.
func leftOut(t *reader.Tree) string {
	if t.LeftOut == 0 {
		return ""
	}
	return strconv.Itoa(t.LeftOut)
}

// traced answers that a job is at work.
func (c *catalogue) traced(id string) (*streamed, error) {
	status, err := c.Jobs.Status(id)
	if err != nil {
		return nil, err
	}
	return accepted(status), nil
}

func accepted(status job.Status) *streamed {
	return &streamed{func(ctx huma.Context) {
		ctx.SetHeader("Location", Root+"/traces/"+status.ID)
		ctx.SetHeader("Retry-After", "2")
		ctx.SetHeader("Content-Type", jsonForm.mediaType)
		ctx.SetStatus(http.StatusAccepted)
		_ = writeJSON(ctx.BodyWriter(), status)
	}}
}

// tree returns the tree of a story that has one by now.
func (c *catalogue) tree(ctx context.Context, id string) (*reader.Tree, error) {
	t, err := c.Reader.Tree(ctx, id)
	if err == nil && t.Result == nil {
		return nil, huma.ErrorWithHeaders(notDone.of("The story is being traced for the first time."), http.Header{"Retry-After": {"2"}, "Location": {Root + "/traces/" + t.Job}})
	}
	return t, err
}

func (c *catalogue) getClaim(ctx context.Context, in *claimInput) (*claimOutput, error) {
	t, err := c.tree(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	h, err := history.Of(t.Result, in.N)
	if err != nil {
		return nil, err
	}
	return &claimOutput{Stale: yes(t.Stale), Body: *h}, nil
}
