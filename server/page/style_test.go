package page

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestStylesDoNotMeet: a rule of the frame for a class does not reach into the parts of a report, which have a style of their own.
func TestStylesDoNotMeet(t *testing.T) {
	s := newTestSite(t)
	parent, child, _ := s.edgeOf(t, s.story)
	story := "/stories/" + s.story
	classes := map[string]string{}
	for _, path := range []string{story, linePath(s.story, child, parent), story + "/reports/" + child, story + "/claims/1"} {
		for n := range s.get(t, path).root.Descendants() {
			if n.Type == html.ElementNode && n.Data == "article" {
				for e := range n.Descendants() {
					for name := range strings.FieldsSeq(attr(e, "class")) {
						classes[name] = path
					}
				}
			}
		}
	}
	if len(classes) < 20 {
		t.Fatalf("%d classes", len(classes))
	}
	css, err := staticFiles.ReadFile("static/site.css")
	if err != nil {
		t.Fatal(err)
	}
	first := regexp.MustCompile(`^\.([a-z-]+)`)
	plain := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(css), "")
	for _, rule := range regexp.MustCompile(`([^{}]+)\{`).FindAllStringSubmatch(plain, -1) {
		for selector := range strings.SplitSeq(rule[1], ",") {
			if m := first.FindStringSubmatch(strings.TrimSpace(selector)); m != nil && classes[m[1]] != "" {
				t.Errorf("%s is of %s, too", strings.TrimSpace(selector), classes[m[1]])
			}
		}
	}
}
