package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestUsageErrors(t *testing.T) {
	for args, want := range map[string]string{
		"vectors --vectors http://":                      "not the URL",
		"vectors --vectors http://127.0.0.1:1#m&foo=bar": "foo=bar",
		"trase":                                  `unknown command "trase"`,
		"trace":                                  "nothing to trace",
		"trace --colour":                         "unknown flag: --colour",
		"trace --demo more.txt":                  "exclude each other",
		"trace --demo --format pdf":              `unknown format "pdf": give text, json, html`,
		"trace --demo --format csv":              "give -o FOLDER or -o FILE.zip, or one of them with --table",
		"trace --demo --format csv --table sums": `unknown --table "sums": give articles, sources, edges`,
		"trace --demo --format csv --table edges -o .": "is a folder",
		"trace --demo --format csv -o usage_test.go":   "usage_test.go is a file: give a folder",
		"trace --demo --format csv -o no/such/tables":  "no such folder",
		"trace --demo --table edges":                   "--table edges is one of --format csv, and this is --format text",
		"trace --demo --explain A --format gexf":       "--explain is printed as text or json: leave out --format gexf",
		"trace --demo --color green":                   "give auto, always or never",
		"trace --demo --min-support 50":                "a number from 0 to 1",
		"trace --demo --min-support NaN":               "a number from 0 to 1",
		"trace --demo --since yesterday":               "give a date as",
		"trace --demo --until 2025-02-30":              "give a date as",
		"trace --demo --width -1":                      "columns",
		"trace --demo -o no/such/folder":               "no such folder",
		"trace --demo -o .":                            "is a folder",
		"diff one.txt":                                 "give two reports, A and B: this is 1",
		"diff a b c":                                   "give two reports",
		"diff --width abc a b":                         `--width "abc": give a whole number`,
		"trace --min-support half --demo":              `--min-support "half": give a number`,
		"eval --markdown=often":                        `--markdown "often": give true or false`,
		"extract":                                      "nothing to extract",
		"vectors sentences.txt":                        "unknown command",
		"version 2":                                    "unknown command",
		"reuse":                                        "nothing to compare",
		"reuse --min-words 2 a.jsonl":                  "give 3 or more",
		"reuse --groups --text a.jsonl":                "exclude each other",
		"reuse --format json a.jsonl":                  `unknown format "json": give jsonl, text, csv`,
		"vectors --format csv":                         `unknown format "csv": give json, f32`,
		"vectors --vectors word2vec":                   "give static, a folder",
		"trace --demo --vectors static+":               "another model",
	} {
		var out, errs bytes.Buffer
		code := run(strings.Fields(args), strings.NewReader(""), &out, &errs)
		if code != exitUsage || !strings.Contains(errs.String(), want) || !strings.Contains(errs.String(), "--help") {
			t.Errorf("stemma %s: exit code %d, standard error %q, want %q", args, code, errs.String(), want)
		}
		if out.Len() > 0 {
			t.Errorf("stemma %s: prints %q", args, out.String())
		}
	}
}

// TestNamesCannotBreakOut: what an input is called stays on its line, and is
// shown without what a terminal would obey.
func TestNamesCannotBreakOut(t *testing.T) {
	const name = "no\nsuch\x1b[2J\u202efile"
	for _, args := range [][]string{{"trace", name}, {"diff", name, name}, {"trace", "--demo", "--color", name}} {
		var out, errs bytes.Buffer
		run(args, nil, &out, &errs)
		if have := errs.String(); strings.ContainsAny(have, "\x1b\u202e") || strings.Contains(have, "no\nsuch") {
			t.Errorf("%q: standard error %q", args, have)
		}
		if out.Len() > 0 {
			t.Errorf("%q: prints %q", args, out.String())
		}
	}
}
