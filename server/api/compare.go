package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/server/intake"
)

// DiffRequest is what POST /diff takes.
type DiffRequest struct {
	_ struct{} `additionalProperties:"false"`
	A Subject  `json:"a" doc:"The first report."`
	B Subject  `json:"b" doc:"The second report."`
}

// Subject is a report of the archive by its id, or one that is handed in.
type Subject struct{}

// Schema says which of the two forms it may have.
func (Subject) Schema(r huma.Registry) *huma.Schema {
	least := 1
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeString, MinLength: &least, Description: "The id of a report of the archive."}, r.Schema(typeOf(Report{}), true, ""),
	}}
}

type diffInput struct {
	Format  string `query:"format" enum:"json,html,markdown" doc:"The form of the answer; without it, Accept decides."`
	Key     string `header:"Idempotency-Key" maxLength:"200" doc:"Your own name for the request: the same request by the same key is safe to send again."`
	RawBody []byte `contentType:"application/json"`
}

func (c *catalogue) compare(ctx context.Context, in *diffInput) (*streamed, error) {
	f, err := chosen(ctx, in.Format, diffForms)
	if err != nil {
		return nil, err
	}
	done, err := c.keys.begin(ctx, "diff", in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	defer done()
	given, err := readDiffRequest(in.RawBody)
	if err != nil {
		return nil, err
	}
	a, err := c.subject(ctx, given["a"], "body.a")
	if err != nil {
		return nil, err
	}
	b, err := c.subject(ctx, given["b"], "body.b")
	if err != nil {
		return nil, err
	}
	if a.ID == b.ID {
		b.ID += "-2"
	}
	r, err := c.Reader.Compare(ctx, a, b)
	if err != nil {
		return nil, err
	}
	return written(f, "diff", func(w io.Writer) error {
		switch f.name {
		case "html":
			return report.DiffHTML(w, r, a.ID, b.ID)
		case "markdown":
			return report.DiffMarkdown(w, r, a.ID, b.ID)
		}
		return report.JSONLine(w, r)
	}), nil
}

// readDiffRequest reads the two, each as it is.
func readDiffRequest(body []byte) (map[string]json.RawMessage, error) {
	given := map[string]json.RawMessage{}
	err := decoding(body, func(d *json.Decoder, name string) error {
		if name != "a" && name != "b" {
			return wrong("body."+clip(name), "unexpected property")
		}
		var raw json.RawMessage
		err := d.Decode(&raw)
		given[name] = raw
		return err
	})
	for _, name := range []string{"a", "b"} {
		if err == nil && given[name] == nil {
			err = wrong("body."+name, "it is missing: give the id of a report, or a report")
		}
	}
	return given, err
}

// subject is a report of the archive, or the one that is handed in.
func (c *catalogue) subject(ctx context.Context, raw json.RawMessage, field string) (stemma.Article, error) {
	if raw[0] != '{' {
		var id *string
		if json.Unmarshal(raw, &id) != nil || id == nil || *id == "" {
			return stemma.Article{}, wrong(field, "expected the id of a report, or a report as an object")
		}
		return c.Reader.Article(ctx, *id)
	}
	if err := checkReport(raw, field); err != nil {
		return stemma.Article{}, bodyError(err)
	}
	batch, err := intake.Read(ctx, drop(line(nil, bytes.TrimSpace(raw))), c.Intake)
	switch {
	case err != nil:
		return stemma.Article{}, err
	case len(batch.Articles) != 1:
		return stemma.Article{}, wrong(field, "%s", problemsOf(batch.Errors))
	}
	return batch.Articles[0], nil
}

// problemsOf is why nothing was read.
func problemsOf(all []stemma.InputError) string {
	if len(all) == 0 {
		return "there is no report in it"
	}
	return all[0].Problem
}
