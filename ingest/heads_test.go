package ingest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// What a text says of itself at its head.
func TestHeads(t *testing.T) {
	tests := []struct {
		name, file, content, want string // outlet | byline | lang | url | published | title | text
		columns                   map[string]string
	}{
		{
			name: "a line a field", file: "a.txt",
			content: "Title: Ferry aground off Skell\r\nSource: Quay Mail\r\nAuthor: Jo Marsh\r\nDate: 2 March 2024, 10:15\r\nURL: https://quay.example/ferry\r\n\r\nThe ferry ran aground.\r\n",
			want:    "Quay Mail|Jo Marsh||https://quay.example/ferry|2024-03-02T10:15Z|Ferry aground off Skell|The ferry ran aground.\n",
		},
		{
			name: "with signs before them, and a rule after", file: "a.txt",
			content: "# url: https://quay.example/ferry\n# outlet: Quay Mail\n# words: 4\n-----\nThe ferry ran aground.",
			want:    "Quay Mail|||https://quay.example/ferry|||The ferry ran aground.",
		},
		{
			name: "all in one line", file: "a.txt",
			content: "Source: Quay Mail | Date: 2024-03-02 | Language: en\n\nThe ferry ran aground.",
			want:    "Quay Mail||en||2024-03-02||The ferry ran aground.",
		},
		{
			name: "in German, with the text after its name", file: "a.txt",
			content: "Titel: Fähre auf Grund\nQuelle: Skeller Bote\nVeröffentlicht: 2. März 2024\nText: Die Fähre lief auf Grund.\nNiemand ist verletzt.",
			want:    "Skeller Bote||||2024-03-02|Fähre auf Grund|Die Fähre lief auf Grund.\nNiemand ist verletzt.",
		},
		{
			name: "in Chinese", file: "a.txt", content: "标题：渡轮搁浅\n来源：港口日报\n日期：2024年3月2日\n\n渡轮在岬角附近搁浅。",
			want: "港口日报||||2024-03-02|渡轮搁浅|渡轮在岬角附近搁浅。",
		},
		{
			name: "in Arabic", file: "a.txt", content: "العنوان: جنوح عبارة\nالمصدر: بريد أورين\nالتاريخ: 2 مارس 2024\n\nجنحت العبارة مساء الاثنين.",
			want: "بريد أورين||||2024-03-02|جنوح عبارة|جنحت العبارة مساء الاثنين.",
		},
		{
			name: "in Hindi", file: "a.txt", content: "शीर्षक: नौका फँसी\nस्रोत: बंदर समाचार\nदिनांक: 2024-03-02\n\nनौका सोमवार शाम को फँस गई।",
			want: "बंदर समाचार||||2024-03-02|नौका फँसी|नौका सोमवार शाम को फँस गई।",
		},
		{
			name: "in Russian, in bold as Markdown", file: "a.md", content: "**Источник:** Гавань\n**Дата:** 2 марта 2024 г.\n\n# Паром сел на мель\n\nПаром *сел* на мель.",
			want: "Гавань||||2024-03-02|Паром сел на мель|Паром сел на мель\n\nПаром сел на мель.",
		},
		{
			name: "with names from the command line", file: "a.txt", content: "Kop: Veer aan de grond\nUitgave: Havenblad\nDatum: 2 maart 2024\n\nDe veerboot liep vast.",
			columns: map[string]string{"title": "Kop", "outlet": "Uitgave"}, want: "Havenblad||||2024-03-02|Veer aan de grond|De veerboot liep vast.",
		},
		{
			name: "a line of JSON", file: "a.txt", content: `{"url":"https://quay.example/ferry","publish_date":"2024-03-02","source":"Quay Mail"}` + "\nThe ferry ran aground.\nNobody was hurt.",
			want: "Quay Mail|||https://quay.example/ferry|2024-03-02||The ferry ran aground.\nNobody was hurt.",
		},
		{
			name: "YAML", file: "a.md",
			content: "---\ntitle: \"Ferry: \\\"aground\\\"\"\nauthors:\n  - Jo Marsh\n  - 'Ina Veld'\nsource: {}\nsummary: >-\n  Two lines\n  of it\nlanguage: en # declared\ndatePublished: 2024-03-02T10:15:00+01:00\n...\nThe ferry ran aground.",
			want:    "{}|Jo Marsh, Ina Veld|en||2024-03-02T10:15:00+01:00|Ferry: \"aground\"|The ferry ran aground.",
		},
		{
			name: "TOML, and a list in one line", file: "a.md", content: "+++\ntitle = 'Färjan på grund'\nauthor = [\"Jo\", \"Ina\"]\ndate = 2024-03-02\n+++\n\nFärjan gick på grund.",
			want: "|Jo, Ina|||2024-03-02|Färjan på grund|Färjan gick på grund.",
		},
		{name: "a text that begins with a colon", file: "a.txt", content: "Update: the ferry is afloat.\nSource: the harbour office.\nNobody was hurt.", want: "||||||Update: the ferry is afloat.\nSource: the harbour office.\nNobody was hurt."},
		{name: "two lines that are a dialogue", file: "a.txt", content: "Marsh: Where is it?\nVeld: Aground.\n\nThat was all.", want: "||||||Marsh: Where is it?\nVeld: Aground.\n\nThat was all."},
		{name: "one field", file: "a.txt", content: "Source: Quay Mail\n\nThe ferry ran aground.", want: "||||||Source: Quay Mail\n\nThe ferry ran aground."},
		{name: "a head and nothing", file: "a.txt", content: "Source: Quay Mail\nDate: 2024-03-02\n\n", want: "||||||Source: Quay Mail\nDate: 2024-03-02\n\n"},
		{name: "a rule at the beginning", file: "a.txt", content: "---\nThe ferry ran aground.\n---\nNobody was hurt.", want: "||||||---\nThe ferry ran aground.\n---\nNobody was hurt."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := readAlone(t, tt.file, tt.content, Options{Columns: tt.columns})
			if len(b.Articles) != 1 || len(b.Errors) != 0 {
				t.Fatalf("%d articles, %v", len(b.Articles), b.Errors)
			}
			a := b.Articles[0]
			date := ""
			if a.PublishedPrecision != stemma.PrecisionNone {
				date = momentText(stemma.Moment{Time: a.Published, Precision: a.PublishedPrecision})
			}
			if d := cmp.Diff(tt.want, strings.Join([]string{a.Outlet, a.Byline, a.Lang, a.URL, date, a.Title, a.Text}, "|")); d != "" {
				t.Error(d)
			}
		})
	}
}

// Nothing in a head is lost: what is no field of ours, or cannot be read, is in
// Extra.
func TestHeadExtra(t *testing.T) {
	b := readAlone(t, "a.txt", "Title: Ferry\nSource: Quay Mail\nURL: https://quay.example/1\nDate: the day it sank\nDesk: North\n\nThe ferry ran aground.", Options{})
	if len(b.Articles) != 1 {
		t.Fatal(b)
	}
	want := map[string]json.RawMessage{"Date": json.RawMessage(`"the day it sank"`), "Desk": json.RawMessage(`"North"`)}
	if d := cmp.Diff(want, b.Articles[0].Extra); d != "" {
		t.Error(d)
	}
}

// Every word stands for one field.
func TestHeadNames(t *testing.T) {
	seen := map[string]string{}
	for line := range strings.Lines(headNames) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		for _, w := range words[1:] {
			b := bare(w)
			if other := seen[b]; b == "" || other != "" && other != words[0] {
				t.Errorf("%q of %s is of %q too", w, words[0], other)
			}
			seen[b] = words[0]
			if f := fieldOf(w, nil); f != words[0] {
				t.Errorf("%q is %q, not %q", w, f, words[0])
			}
		}
	}
}

func FuzzHead(f *testing.F) {
	f.Add("Title: a\nDate: 2024-03-02\n\nb")
	f.Add("---\na: [b, 'c']\nd:\n - e\n...\nf")
	f.Add("{\"url\":\"x\"}\ntext")
	f.Fuzz(func(t *testing.T, s string) {
		begin := time.Now()
		fields, rest := cutHead(s, nil)
		if fields == nil && rest != s {
			t.Errorf("%q: %q", s, rest)
		}
		if !strings.HasSuffix(s, strings.TrimLeft(rest, " \t\n")) && !strings.Contains(rest, "\n") {
			t.Errorf("%q is not the end of %q", rest, s)
		}
		if d := time.Since(begin); d > time.Second {
			t.Errorf("%v for %d bytes", d, len(s))
		}
	})
}

// One name for two of our fields is always taken for the same one.
func TestNameOfTwoFields(t *testing.T) {
	for range 100 {
		if got := fieldOf("body", map[string]string{"title": "body", "text": "body", "byline": "body"}); got != "byline" {
			t.Fatal(got)
		}
	}
}
