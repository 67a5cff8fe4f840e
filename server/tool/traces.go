package tool

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/trace"
)

// Report is a report that somebody hands over.
type Report struct {
	Text      string `json:"text" jsonschema:"the whole text of the report, in any language"`
	ID        string `json:"id,omitempty" jsonschema:"your own id for it; without one it gets an id of its content"`
	Title     string `json:"title,omitempty" jsonschema:"its headline"`
	Outlet    string `json:"outlet,omitempty" jsonschema:"who published it"`
	URL       string `json:"url,omitempty" jsonschema:"its address; it is not fetched"`
	Published string `json:"published,omitempty" jsonschema:"when it came out, as 2025-03-31 or 2025-03-31T08:10:00Z; dates make the tree much surer"`
	Lang      string `json:"lang,omitempty" jsonschema:"language tag; without one it is read from the text"`
}

// Tracing asks for a tree.
type Tracing struct {
	Reports  []Report `json:"reports,omitempty" jsonschema:"reports to trace, two or more; at most 500, and 8 MB of text"`
	Links    []string `json:"links,omitempty" jsonschema:"addresses of reports to fetch and trace, at most 50; not all servers allow that"`
	Story    string   `json:"story,omitempty" jsonschema:"instead of reports: id of a story of the archive, or the id or address of a report in it"`
	Trace    string   `json:"trace,omitempty" jsonschema:"instead of reports: the id that an earlier trace gave, for another part of it"`
	OneStory bool     `json:"one_story,omitempty" jsonschema:"take all reports as one story; else their stories are found"`
	Number   int      `json:"number,omitempty" jsonschema:"which of several stories of the trace to show, from 1; 1 is the largest"`
	Part     string   `json:"part,omitempty" jsonschema:"overview (default), reports, changes, claims or sources"`
	Page     int      `json:"page,omitempty" jsonschema:"which page of that part, from 1"`
}

const traceDescription = "Draws the family tree of news reports in any languages: who derives from whom and how (copy, translation, rewrite, citation), from how many independent origins they come, which sources behind them are lost, and what each retelling changed, each with the sentences that show it. " +
	"Give the reports with their texts (and dates and outlets, where known), links, or the id of a story of the archive. A large story comes in parts and pages."

func (s *server) addTraces(m *mcp.Server) {
	add(s, m, "trace", "Trace a story", traceDescription, s.options.Intake.Fetch != nil, 0, s.trace)
	add(s, m, "diff", "Compare two reports", diffDescription, s.options.Intake.Fetch != nil, 0, s.diff)
}

// view checks which part is wanted.
func viewOf(part string, page int) (view, error) {
	v := view{part: part, page: max(1, page)}
	if v.part == "" {
		v.part = partOverview
	}
	if !slices.Contains(parts, v.part) {
		return v, refuse("part is one of %s", strings.Join(parts, ", "))
	}
	if page < 0 {
		return v, refuse("pages count from 1")
	}
	return v, nil
}

func (s *server) trace(ctx context.Context, c *call, in Tracing) (*Tree, error) {
	v, err := viewOf(in.Part, in.Page)
	if err != nil {
		return nil, err
	}
	given := 0
	for _, is := range []bool{len(in.Reports)+len(in.Links) > 0, in.Story != "", in.Trace != ""} {
		if is {
			given++
		}
	}
	switch {
	case given == 0:
		return nil, refuse("there is nothing to trace: give reports with their texts, links, the id of a story, or the id of an earlier trace")
	case given > 1:
		return nil, refuse("give reports and links, or story, or trace: one of the three")
	case in.Story != "":
		return s.grown(ctx, c, in.Story, v)
	case in.Trace != "":
		return s.traced(in.Trace, in.Number, v)
	}
	id, err := s.start(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return s.traced(id, in.Number, v)
}

// traced shows what a job found.
func (s *server) traced(id string, number int, v view) (*Tree, error) {
	r, err := s.jobs.Result(id)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, refuse("that trace is not done yet: try again in a moment")
	}
	if number == 0 {
		number = 1
	}
	if number < 0 || len(r.Stories) > 0 && number > len(r.Stories) {
		return nil, refuse("the trace found %s: number is from 1 to %d", stories(len(r.Stories)), len(r.Stories))
	}
	t := plant(r, nil, number, v)
	t.Trace = id
	return t, nil
}

func stories(n int) string {
	return fmt.Sprintf("%d %s", n, display.Plural(n, "story", "stories"))
}

// start traces what is handed over, and waits for it.
func (s *server) start(ctx context.Context, c *call, in Tracing) (string, error) {
	if err := s.checkReports(in.Reports, in.Links); err != nil {
		return "", err
	}
	c.progress(ctx, "reading the reports")
	batch, err := s.read(ctx, in.Reports, in.Links)
	if err != nil {
		return "", err
	}
	if len(batch.Articles) == 0 {
		return "", refuse("no report could be read%s", first(batch.Errors))
	}
	return s.run(ctx, c, func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		o := s.options.Trace
		o.OneStory, o.Progress = in.OneStory, step
		r, err := trace.Run(ctx, batch.Articles, o)
		if err == nil {
			r.Errors = batch.Errors
		}
		return r, err
	})
}

// first is the first problem, behind a colon.
func first(all []stemma.InputError) string {
	if len(all) == 0 {
		return ": give texts of a few sentences"
	}
	return ": " + quoted(clean(all[0].Error(), maxQuote))
}

// run has the queue do work, and tells how far it is. Who no longer waits ends it.
func (s *server) run(ctx context.Context, c *call, w job.Work) (string, error) {
	id, err := s.jobs.Start("", w) //nolint:contextcheck // a job has a context of its own
	if err != nil {
		return "", err
	}
	watching, cancel := context.WithCancel(ctx)
	defer cancel()
	ch, err := s.jobs.Watch(watching, id)
	if err != nil {
		return "", err
	}
	told := 0
	var last job.Status
	for last = range ch {
		if last.State == job.Waiting && told == 0 {
			c.progress(ctx, "waiting for other traces")
		}
		for ; told < len(last.Steps); told++ {
			c.progress(ctx, last.Steps[told])
		}
	}
	if ctx.Err() != nil {
		_ = s.jobs.Cancel(id) //nolint:contextcheck // it has ended, or it ends now
		return "", ctx.Err()
	}
	if last.State == job.Failed {
		return "", refuse("the trace ended: %s", quoted(clean(last.Problem, maxQuote)))
	}
	return id, nil
}

// checkReports holds what is handed over to the bounds.
func (s *server) checkReports(reports []Report, links []string) error {
	size := 0
	for i := range reports {
		size += len(reports[i].Text)
		if strings.TrimSpace(reports[i].Text) == "" {
			return refuse("report %d has no text: give the whole text of each report, or its address in links", i+1)
		}
	}
	switch {
	case len(reports) > maxReports:
		return refuse("these are %d reports: give at most %d, or import them into an archive (stemma import) and trace its stories", len(reports), maxReports)
	case size > maxInput:
		return refuse("these are %d bytes of text: give at most %d, or import them into an archive (stemma import) and trace its stories", size, maxInput)
	case len(links) > maxLinks:
		return refuse("these are %d links: give at most %d", len(links), maxLinks)
	case len(links) > 0 && s.options.Intake.Fetch == nil:
		return refuse("links are not fetched here: give the texts of the reports, or have the tools started with leave to fetch (stemma mcp --fetch)")
	}
	return nil
}

// read reads reports as a file of them would be, so that the same text has the same id and date everywhere.
func (s *server) read(ctx context.Context, reports []Report, links []string) (ingest.Batch, error) {
	d := intake.Drop{Links: links}
	if len(reports) > 0 {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		for i := range reports {
			if err := e.Encode(reports[i]); err != nil {
				return ingest.Batch{}, err
			}
		}
		d.Files = []intake.File{{Name: "reports.jsonl", Body: &b}}
	}
	return intake.Read(ctx, d, s.options.Intake)
}
