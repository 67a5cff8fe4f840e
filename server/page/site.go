package page

import (
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/server/intake"
)

//go:embed templates/*.gohtml
var templateFiles embed.FS

// site is what the pages have in common.
type site struct {
	Options
	pages map[string]*template.Template // by the name of their file
	files assets
	kept  *shelf
	typed *intake.Room // for the texts of forms that are being read
	// rows is how many stories, or verdicts, a page of their list has.
	rows int
}

func newSite(o Options) *site {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &site{Options: o, files: newAssets(), kept: newShelf(), typed: intake.NewRoom(typedRoom), rows: 30}
	s.files.add("story.css", report.PagesStyle())
	s.files.add("story.js", report.PagesScript())
	s.pages = s.parse()
	return s
}

// layoutFile and partFiles are templates that all pages have.
const (
	layoutFile = "layout.gohtml"
	partPrefix = "part_" // of templates that several pages use
)

// parse reads the templates: each page with the layout and the parts. They are ours, so an error is a mistake that the first
// test finds.
func (s *site) parse() map[string]*template.Template {
	names, err := fs.Glob(templateFiles, "templates/*.gohtml")
	if err != nil {
		panic(err)
	}
	base := template.New(layoutFile).Funcs(s.functions())
	template.Must(base.ParseFS(templateFiles, "templates/"+layoutFile, "templates/"+partPrefix+"*.gohtml"))
	pages := map[string]*template.Template{}
	for _, name := range names {
		file := path.Base(name)
		if file == layoutFile || strings.HasPrefix(file, partPrefix) {
			continue
		}
		t := template.Must(template.Must(base.Clone()).ParseFS(templateFiles, name))
		pages[strings.TrimSuffix(file, ".gohtml")] = t
	}
	return pages
}

// functions are what templates call.
func (s *site) functions() template.FuncMap {
	return template.FuncMap{
		"asset":     s.files.path,
		"count":     display.Count,
		"plural":    display.Plural,
		"inc":       func(i int) int { return i + 1 },
		"downloads": downloads,
		"number":    func(n int) string { return grouped(strconv.Itoa(n)) },
		"clean":     display.Clean,
		"dir":       direction,
		"lang":      langTag,
		"langs":     languageName,
		"when":      when,
		"stamp":     stamp,
		"until":     until,
		"story":     storyPath,
		"web":       webAddress,
	}
}
