package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
)

// TestWaiting tells once of each host that asks for long pauses.
func TestWaiting(t *testing.T) {
	var out bytes.Buffer
	var cmd cobra.Command
	cmd.SetErr(&out)
	tell := waiting(&cmd)
	tell("slow.example", 30*time.Second)
	tell("slow.example", 30*time.Second)
	const want = "stemma: slow.example asks for a pause between two pages: waiting 30s now, and before each further page of it (fewer pages: --max-pages)\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestFilter(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	articles := map[string]stemma.Article{
		"english in march":   {Lang: "en-GB", Published: day("2025-03-31")},
		"chinese in april":   {Lang: "zh-Hant", Published: day("2025-04-01")},
		"arabic and undated": {Lang: "ar"},
	}
	for name, c := range map[string]struct {
		filter
		want []string
	}{
		"none":       {filter{}, []string{"english in march", "chinese in april", "arabic and undated"}},
		"language":   {filter{langs: []string{"ZH", "en"}}, []string{"english in march", "chinese in april"}},
		"a script":   {filter{langs: []string{"zh-Hant"}}, []string{"chinese in april"}},
		"no part of": {filter{langs: []string{"z", "a"}}, nil},
		"until":      {filter{until: "2025-03"}, []string{"english in march", "arabic and undated"}},
		"since":      {filter{since: "2025-04-01"}, []string{"chinese in april", "arabic and undated"}},
		"a year":     {filter{since: "2025", until: "2025"}, []string{"english in march", "chinese in april", "arabic and undated"}},
		"another":    {filter{since: "2026", langs: []string{"en"}}, nil},
	} {
		if err := c.check(); err != nil {
			t.Fatal(name, err)
		}
		passed := 0
		for _, w := range c.want {
			if !c.passes(articles[w]) {
				t.Errorf("%s: %s does not pass", name, w)
			}
		}
		for _, a := range articles {
			if c.passes(a) {
				passed++
			}
		}
		if passed != len(c.want) {
			t.Errorf("%s: %d pass, want %d", name, passed, len(c.want))
		}
	}
}

func TestPrintable(t *testing.T) {
	if have, want := printable("a\rb\x1b[31m\u009b\u202e c é 語 می\u200cروم"), "a?b?[31m?? c é 語 می\u200cروم"; have != want {
		t.Errorf("%q, want %q", have, want)
	}
}
