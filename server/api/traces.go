package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/trace"
)

type tracesInput struct {
	TraceForm
	Prefer  string `header:"Prefer" maxLength:"200" example:"respond-async" doc:"respond-async: do not wait for the trace, answer 202 with its address at once; with wait=SECONDS, wait that long first (RFC 7240)."`
	Key     string `header:"Idempotency-Key" maxLength:"200" doc:"Your own name for the request: the same request by the same key is safe to send again, and gets the same trace."`
	RawBody []byte `contentType:"application/json"`
}

// JobID names a trace.
type JobID struct {
	ID string `path:"id" minLength:"1" maxLength:"200" example:"0CRxTPSXBoTjoYBpwYPkHA" doc:"The id of the trace, as its address has it."`
}

type statusOutput struct{ Body job.Status }

type resultInput struct {
	JobID
	TraceForm
}

// maxWait is how long a request waits for its trace at the most: as long as a job may run, and what comes before it.
const maxWait = 20 * time.Minute

var formHeader = map[string]string{"Vary": "Accept: the form depends on it."}

func (c *catalogue) traces() {
	status := map[string]*huma.MediaType{"application/json": {Schema: c.ref(job.Status{}), Example: exampleStatus}}
	register(c, operation{
		method: "POST", path: "/traces", id: "trace", tag: "Traces", summary: "Trace reports",
		about: "Finds which of the reports tell one story, and draws the family tree of each (stemma/trace/v1). The reports are those of the body, and nothing else; " +
			"they are not put into the archive." + formsHelp + " A report that cannot be used is told under errors, and the others are traced. At most 64 MiB and 2,000 reports, with texts of 2 MiB each and 16 MiB together.",
		limit: maxWait, maxBody: largeBody, problems: []kind{notAcceptable, keyReused, inProgress, traceFailed, busy}, sent: exampleTraceRequest, raw: true,
		responses: map[int]*huma.Response{202: {Description: "It is traced in the background", Headers: map[string]*huma.Param{
			"Location": header("The address of the trace."), "Retry-After": header("After how many seconds to ask how far it is."),
			"Preference-Applied": header("respond-async."),
		}, Content: status}},
		headers: formHeader,
	}, c.trace)
	c.oneOf("/traces", "200", content(traceForms))
	c.body("/traces", c.ref(TraceRequest{}), exampleTraceRequest)
	register(c, operation{
		method: "GET", path: "/traces/{id}", id: "getTrace", tag: "Traces", summary: "Ask how far a trace is",
		about: "Whether the trace waits, is at work, is done or has failed.", problems: []kind{unknownTrace}, answer: exampleStatus,
	}, c.getTrace)
	register(c, operation{
		method: "GET", path: "/traces/{id}/result", id: "getTraceResult", tag: "Traces", summary: "Get what a trace found",
		about:    "What the trace found, in any form (stemma/trace/v1)." + formsHelp,
		problems: []kind{unknownTrace, notDone, notAcceptable}, raw: true,
		responses: map[int]*huma.Response{200: {Description: "What was found", Content: content(traceForms)}},
		headers:   formHeader,
	}, c.getResult)
	register(c, operation{
		method: "DELETE", path: "/traces/{id}", id: "cancelTrace", tag: "Traces", summary: "Give up a trace",
		about: "Ends a trace that waits or is at work. One that has ended stays until it is forgotten.", status: 204, problems: []kind{unknownTrace},
	}, c.cancelTrace)
}

// oneOf says which contents a response to a POST has: huma sees only a function.
func (c *catalogue) oneOf(path, status string, content map[string]*huma.MediaType) {
	c.api.OpenAPI().Paths[path].Post.Responses[status].Content = content
}

// body says what a POST takes that reads its body itself.
func (c *catalogue) body(path string, schema *huma.Schema, example any) {
	c.api.OpenAPI().Paths[path].Post.RequestBody.Content["application/json"] = &huma.MediaType{Schema: schema, Example: example}
}

func (c *catalogue) trace(ctx context.Context, in *tracesInput) (*streamed, error) {
	f, err := in.chosen(ctx)
	if err != nil {
		return nil, err
	}
	end, err := c.keys.begin(ctx, "traces", in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	defer end()
	id, err := c.begin(ctx, in)
	if err != nil {
		return nil, err
	}
	return c.await(ctx, id, in, f)
}

// begin puts a trace into the queue. What waits there lies on the disk, and nothing of it is in memory: a body of 30 MB takes 250.
func (c *catalogue) begin(ctx context.Context, in *tracesInput) (id string, err error) {
	asked, lines, err := readTraceRequest(in.RawBody)
	if err != nil {
		return "", err
	}
	key := c.keys.jobKey(ctx, in.Key, in.RawBody)
	held, err := intake.Receive(ctx, drop(lines), c.Intake)
	if err != nil {
		return "", err
	}
	id, taken, err := c.put(ctx, key, asked, held)
	if !taken { // nobody else closes it
		_ = held.Close()
	}
	in.RawBody = nil
	askedIn(ctx).load.bodyDone()
	return id, err
}

func (c *catalogue) put(ctx context.Context, key string, asked TraceRequest, held *intake.Held) (id string, taken bool, err error) {
	batch, err := held.Read(ctx)
	if err != nil {
		return "", false, err
	}
	if len(batch.Articles) == 0 {
		return "", false, wrong("body.articles", "none of them can be used: %s", problemsOf(batch.Errors))
	}
	return c.Jobs.Put(key, c.work(asked, held)) //nolint:contextcheck // it outlives the request
}

// work traces what was handed in, and forgets it.
func (c *catalogue) work(asked TraceRequest, held *intake.Held) job.Work {
	o := c.Trace
	o.OneStory, o.Seed = asked.OneStory, asked.Seed
	if asked.Rounds > 0 {
		o.Rounds = asked.Rounds
	}
	return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		defer held.Close()
		batch, err := held.Read(ctx)
		if err != nil {
			return nil, err
		}
		o := o
		o.Progress = step
		r, err := trace.Run(ctx, batch.Articles, o)
		if err == nil {
			r.Errors = batch.Errors
		}
		return r, err
	}
}

// await answers with what a job found, or, to who would rather not wait, with where it will be.
func (c *catalogue) await(ctx context.Context, id string, in *tracesInput, f form) (*streamed, error) {
	background, wait := preferred(in.Prefer)
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	status, err := c.last(waiting, id)
	switch {
	case err != nil:
		return nil, err
	case status.State == job.Done:
		r, err := c.Jobs.Result(id)
		if err != nil || r == nil {
			return nil, errorOr(err, job.ErrUnknown)
		}
		return c.drawn(ctx, r, "trace", id, f, in.MinSupport)
	case status.State == job.Failed && status.Problem == job.ErrClosed.Error():
		return nil, job.ErrClosed
	case status.State == job.Failed:
		return nil, traceFailed.of("%s.", strings.TrimSuffix(status.Problem, "."))
	case background && ctx.Err() == nil:
		return accepted(status).with("Preference-Applied", "respond-async"), nil
	}
	if in.Key == "" { // nobody will ask for it
		_ = c.Jobs.Cancel(id) //nolint:contextcheck // that of the request has ended
	}
	return nil, context.Cause(waiting)
}

// last is the status of a job when it has ended, or when ctx has.
func (c *catalogue) last(ctx context.Context, id string) (s job.Status, err error) {
	all, err := c.Jobs.Watch(ctx, id)
	if err != nil {
		return s, err
	}
	if s, err = c.Jobs.Status(id); err != nil {
		return s, err
	}
	for s = range all {
	}
	return s, nil
}

func errorOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// preferred reads the header Prefer: whether to answer before the trace is done, and how long to wait for it (RFC 7240).
func preferred(header string) (background bool, wait time.Duration) {
	for p := range strings.SplitSeq(strings.ToLower(header), ",") {
		p, _, _ = strings.Cut(p, ";")
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		switch strings.TrimSpace(name) {
		case "respond-async":
			background = true
		case "wait":
			if n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`)); err == nil && n >= 0 {
				wait = time.Duration(min(n, int(maxWait/time.Second))) * time.Second
			}
		}
	}
	if !background {
		wait = maxWait
	}
	return background, wait
}

func (c *catalogue) getTrace(_ context.Context, in *JobID) (*statusOutput, error) {
	s, err := c.Jobs.Status(in.ID)
	if err != nil {
		return nil, err
	}
	return &statusOutput{s}, nil
}

func (c *catalogue) getResult(ctx context.Context, in *resultInput) (*streamed, error) {
	f, err := in.chosen(ctx)
	if err != nil {
		return nil, err
	}
	s, err := c.Jobs.Status(in.ID)
	if err != nil {
		return nil, err
	}
	r, err := c.Jobs.Result(in.ID)
	switch {
	case err != nil:
		return nil, err
	case s.State == job.Failed:
		return nil, notDone.of("It failed: %s.", strings.TrimSuffix(s.Problem, "."))
	case r == nil:
		return nil, notDone.of("It is %s.", s.State)
	}
	return c.drawn(ctx, r, "trace", in.ID, f, in.MinSupport)
}

func (c *catalogue) cancelTrace(_ context.Context, in *JobID) (*struct{}, error) {
	return nil, c.Jobs.Cancel(in.ID) //nolint:contextcheck // what it clears up outlives the request
}
