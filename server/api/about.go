package api

import (
	"context"
	"runtime"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// Counted is a language or an outlet.
type Counted struct {
	Name     string `json:"name" example:"en"`
	Articles int    `json:"articles" minimum:"0" example:"120" doc:"How many reports in stories are of it."`
}

type facetInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"10000" default:"1000" doc:"So many at the most, those of the most reports."`
}

// Languages are those of the archive.
type Languages struct {
	Languages []Counted `json:"languages" doc:"Without script and region, those of the most reports first."`
}

// Outlets are those of the archive.
type Outlets struct {
	Outlets []Counted `json:"outlets" doc:"Those of the most reports first."`
}

type languagesOutput struct{ Body Languages }

type outletsOutput struct{ Body Outlets }

// Version is which program this is.
type Version struct {
	Program string `json:"program" example:"stemma"`
	Version string `json:"version" doc:"That of the program."`
	API     string `json:"api" example:"1.0.0" doc:"That of this interface."`
	Trace   string `json:"trace" example:"stemma/trace/v1" doc:"The schema of traces."`
	Go      string `json:"go" doc:"The Go version that the program was built with."`
	// Archive says whether there is one to read from, Verdicts whether they are taken.
	Archive  bool `json:"archive" doc:"There is an archive to read from."`
	Verdicts bool `json:"verdicts" doc:"Verdicts are taken."`
}

type versionOutput struct{ Body Version }

func (c *catalogue) about() {
	register(c, operation{
		method: "GET", path: "/languages", id: "listLanguages", tag: "About", summary: "List languages",
		about: "The languages of the reports in stories.", problems: []kind{noArchive}, answer: Languages{[]Counted{{"en", 120}, {"ar", 64}}},
	}, c.languages)
	register(c, operation{
		method: "GET", path: "/outlets", id: "listOutlets", tag: "About", summary: "List outlets",
		about: "The outlets of the reports in stories, in lower case.", problems: []kind{noArchive}, answer: Outlets{[]Counted{{"selm courier", 31}}},
	}, c.outlets)
	register(c, operation{
		method: "GET", path: "/version", id: "getVersion", tag: "About", summary: "Get the version",
		about:  "Which program answers here.",
		answer: Version{"stemma", "v1.0.0", documentVersion, stemma.Schema, "go1.26", true, true},
	}, c.version)
}

func counted(all []store.Counted, limit int) []Counted {
	out := []Counted{}
	for _, n := range all[:min(limit, len(all))] {
		out = append(out, Counted(n))
	}
	return out
}

func (c *catalogue) languages(ctx context.Context, in *facetInput) (*languagesOutput, error) {
	f, err := c.Reader.Facets(ctx)
	return &languagesOutput{Languages{counted(f.Languages, in.Limit)}}, err
}

func (c *catalogue) outlets(ctx context.Context, in *facetInput) (*outletsOutput, error) {
	f, err := c.Reader.Facets(ctx)
	return &outletsOutput{Outlets{counted(f.Outlets, in.Limit)}}, err
}

func (c *catalogue) version(ctx context.Context, _ *struct{}) (*versionOutput, error) {
	return &versionOutput{Version{
		Program: "stemma", Version: c.Version, API: documentVersion, Trace: stemma.Schema, Go: runtime.Version(),
		Archive: c.Reader.Ready(ctx) == nil, Verdicts: c.Book != nil,
	}}, nil
}
