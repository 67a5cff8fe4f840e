package ingest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/feed"
)

// A list completes the articles whose texts are in the inputs after it.
func TestListsAndLocalTexts(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"gdelt.csv": "url,seendate,domain,language\n" +
			"https://www.quay.example/ferry/?utm_source=x,20240302T101500Z,quay.example,en\n" +
			"http://m.bote.example/faehre/amp,20240305T090000Z,bote.example,de\n" +
			"https://gone.example/1,20240301T000000Z,gone.example,en\n",
		"list.json": `[{"url":"https://pristan.example/parom?id=7&ref=rss","date":"2024-03-01","source":"Пристань"}]`,
		"b.jsonl": `{"url":"http://quay.example/ferry","text":"The ferry ran aground off Skell."}` + "\n" +
			`{"url":"https://bote.example/faehre#top","outlet":"Skeller Bote","published":"2024-03-02","text":"Die Fähre lief auf Grund."}` + "\n" +
			`{"url":"https://pristan.example/parom?id=8","text":"Другой паром."}` + "\n",
		"c.txt": "Title: Паром на мели\nURL: https://pristan.example/parom?id=7\n\nПаром сел на мель.",
	})
	path := func(names ...string) (all []string) {
		for _, n := range names {
			all = append(all, filepath.Join(dir, n))
		}
		return all
	}
	const (
		quay    = "quay.example|en|2024-03-02 second||The ferry ran aground off Skell."
		bote    = "Skeller Bote|de|2024-03-02 day||Die Fähre lief auf Grund."
		other   = "|||" + "|Другой паром."
		parom   = "Пристань||2024-03-01 day|Паром на мели|Паром сел на мель."
		missing = "an address without a text, and pages are not fetched here: add the text, or give it after the list"
	)
	tests := []struct {
		name           string
		inputs         []string
		want, problems []string
	}{
		{
			"the lists first", path("gdelt.csv", "list.json", "b.jsonl", "c.txt"),
			[]string{quay, bote, other, parom},
			[]string{
				"gdelt.csv#4: " + missing, "gdelt.csv: 2 articles that it names have their texts in the inputs after it: what the list says is used",
				"list.json: 1 article that it names has its text in the inputs after it: what the list says is used",
			},
		},
		{
			"a list after the texts", path("b.jsonl", "list.json"),
			[]string{"|||" + "|The ferry ran aground off Skell.", "Skeller Bote||2024-03-02 day||Die Fähre lief auf Grund.", other},
			[]string{"list.json#1: " + missing},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Read(t.Context(), tt.inputs, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got, problems []string
			for i := range b.Articles {
				got = append(got, inOneLine(&b.Articles[i]))
			}
			for _, e := range slices.Concat(b.Errors, b.Notes) {
				problems = append(problems, strings.TrimPrefix(e.Input, dir+string(filepath.Separator))+": "+e.Problem)
			}
			slices.Sort(problems)
			slices.Sort(tt.problems)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("articles (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.problems, problems); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

// A list is at its end when it is known what became of what it names, so that a
// reading that is broken off reads it again.
func TestListsWait(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.csv": "url,date\nhttps://quay.example/1,2024-03-02\n", "b.jsonl": `{"url":"https://quay.example/1","text":"The ferry ran aground."}`})
	var got []string
	for it, err := range Each(t.Context(), []string{filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.jsonl")}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		kind := "end"
		switch {
		case it.Article != nil:
			kind = "article listed in " + filepath.Base(strings.Trim(string(it.Article.Extra["listed"]), `"`))
		case it.Note != nil:
			kind = "note"
		case it.Problem != nil:
			kind = "problem"
		}
		got = append(got, filepath.Base(it.File)+" "+kind)
	}
	want := []string{"b.jsonl article listed in a.csv#2", "b.jsonl end", "a.csv note", "a.csv end"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// An article whose text is there already is no problem, and its list says at its
// end that it is one.
func TestListsOfWhatIsThere(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.csv": "url\nhttps://quay.example/1\nhttps://quay.example/2\nhttps://quay.example/3\n", "b.jsonl": `{"url":"https://quay.example/1","text":"The ferry ran aground."}`})
	var problems, notes, lists []string
	o := Options{Everything: true, Have: func(address string) bool { return address == "https://quay.example/2" }}
	for it, err := range Each(t.Context(), []string{filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.jsonl")}, o) {
		switch {
		case err != nil:
			t.Fatal(err)
		case it.Problem != nil:
			problems = append(problems, filepath.Base(it.Problem.Input))
		case it.Note != nil:
			notes = append(notes, it.Note.Problem)
		case it.List:
			lists = append(lists, filepath.Base(it.File))
		}
	}
	want := []string{
		"1 article that it names has its text in the inputs after it: what the list says is used",
		"1 article that it names has its text there already, from before: nothing is changed",
	}
	if d := cmp.Diff(want, notes) + cmp.Diff([]string{"a.csv#4"}, problems) + cmp.Diff([]string{"a.csv"}, lists); d != "" {
		t.Error(d)
	}
}

// The problems of a long list are counted, and the memory of one has an end.
func TestLongLists(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("url,date\n")
	for i := range 1000 {
		fmt.Fprintf(&rows, "https://quay.example/%d,2024-03-02\n", i)
	}
	b := readAlone(t, "a.csv", rows.String(), Options{MaxProblems: 2})
	var got []string
	for _, e := range b.Errors {
		got = append(got, e.Input+": "+e.Problem)
	}
	if len(got) != 3 || !strings.HasPrefix(got[2], "a.csv: 998 more problems") {
		t.Errorf("%q", got)
	}
	m := merger{o: Options{MaxProblems: 1}.withDefaults(), yield: func(Item) bool { return true }}
	m.promised.byAddress = map[string]*promise{}
	for i := range maxPromised {
		m.promised.byAddress[fmt.Sprint(i)] = nil
	}
	s := sink{file: &file{input: "a"}, o: &m.o}
	s.promise(&feed.Entry{URL: "https://quay.example/1"}, "a#1", "no text")
	if !m.take(s.outs[0]) || len(m.promised.byAddress) != maxPromised || m.problems != 1 {
		t.Errorf("%d addresses, %d problems", len(m.promised.byAddress), m.problems)
	}
}
