package ingest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// readAlone reads one file of a file system that holds nothing else.
func readAlone(t *testing.T, name, content string, o Options) Batch {
	t.Helper()
	b, err := ReadFS(t.Context(), fstest.MapFS{name: {Data: []byte(content)}}, ".", o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTables(t *testing.T) {
	tests := []struct {
		name, file, content string
		columns             map[string]string
		want                []string // outlet | lang | published | title | text
		errors              []string
	}{
		{
			"our own names, quoted cells with lines and commas in them", "a.csv",
			"id,outlet,published,text\nr1,Quay Mail,2024-03-02,\"The ferry stopped.\nNobody knows why, said the harbour.\"\n",
			nil,
			[]string{"Quay Mail||2024-03-02 day||The ferry stopped.\nNobody knows why, said the harbour."},
			nil,
		},
		{
			"a Media Cloud export", "stories.csv",
			"stories_id,publish_date,title,url,language,media_name,story_text\n17,2024-03-02 10:15:00,Feri berhenti,https://warta.example/1,id,Warta Sela,Feri antara Orrin dan Skell berhenti.\n",
			nil,
			[]string{"Warta Sela|id|2024-03-02 second|Feri berhenti|Feri antara Orrin dan Skell berhenti."},
			nil,
		},
		{
			"semicolons and a byte order mark, as spreadsheets write them where the comma is decimal", "a.csv",
			"\uFEFFTitel;Datum;Text\n",
			map[string]string{"title": "Titel", "published": "Datum"},
			nil,
			[]string{"a.csv: a table with a header and no rows"},
		},
		{
			"columns that are named on the command line", "a.csv",
			"\uFEFFÜberschrift;Erschienen am;Inhalt\nFähre steht;2.3.2024;Die Fähre zwischen Orrin und Skell steht seit Montag.\n",
			map[string]string{"title": "Überschrift", "published": "Erschienen am", "text": "Inhalt"},
			[]string{"||2024-03-02 day|Fähre steht|Die Fähre zwischen Orrin und Skell steht seit Montag."},
			nil,
		},
		{
			"tabs in Arabic", "a.tsv", "source\tdate\tbody\nبريد أورين\t2024-03-02\tتوقفت العبارة بين أورين وسكيل يوم الاثنين.\n",
			nil,
			[]string{"بريد أورين||2024-03-02 day||توقفت العبارة بين أورين وسكيل يوم الاثنين."},
			nil,
		},
		{
			"a stray quotation mark, and a row with too few cells", "a.csv",
			"title,text\nThe 6\" gun,The \"gun\" of Veld fell into the lake.\nShort\n\nEnd,It was got out.\n",
			nil,
			[]string{"|||The 6\" gun|The \"gun\" of Veld fell into the lake.", "|||End|It was got out."},
			[]string{`a.csv#3: no "text" field: add one with the article's text, or remove the record`},
		},
		{
			"two columns that could be the date", "a.csv", "date,published_at,text\n2024-03-04,2024-03-02T10:15:00Z,The ferry stopped.\n",
			nil,
			[]string{"||2024-03-02 second||The ferry stopped."},
			nil,
		},
		{
			"a quotation mark that is never closed costs its own row only", "a.csv",
			"title,text,date\nA,\"The ferry stopped.,2025-03-01\nB,\"Goats on the roof, again.\",2025-03-02\nC,Snow plough bought.,2025-03-03\n",
			nil,
			[]string{"|||A|The ferry stopped.,2025-03-01", "||2025-03-02 day|B|Goats on the roof, again.", "||2025-03-03 day|C|Snow plough bought."},
			[]string{"a.csv#2: a quotation mark that opens a cell is not closed, and the row is read to the end of its line: close it, or write it twice where it is part of the text"},
		},
		{
			"a separator that Excel declares, and names in German", "a.csv",
			"sep=;\nÜberschrift;Volltext;Datum;Medium\nFähre steht;Die Fähre steht seit Montag.;2.3.2024;Seebote\n",
			nil,
			[]string{"Seebote||2024-03-02 day|Fähre steht|Die Fähre steht seit Montag."},
			nil,
		},
		{
			"names in Chinese", "a.csv", "标题,正文,发布时间,来源\n渡轮停航,奥林与斯凯尔之间的渡轮周一停航。,2024-03-02 10:15,奥林邮报\n",
			nil,
			[]string{"奥林邮报||2024-03-02 minute|渡轮停航|奥林与斯凯尔之间的渡轮周一停航。"},
			nil,
		},
		{
			"a column with long texts and no known name is not fetched past", "a.csv",
			"link,Rohfassung\nhttps://seebote.example/1," + strings.Repeat("Die Fähre steht seit Montag. ", 20) + "\n",
			nil,
			[]string{"||||" + strings.Repeat("Die Fähre steht seit Montag. ", 20)},
			nil,
		},
		{
			"two columns of one name", "a.csv", "title,text,text\nA,The ferry stopped at Orrin.,short\nB,,Snow plough bought.\n",
			nil,
			[]string{"|||A|The ferry stopped at Orrin.", "|||B|Snow plough bought."},
			nil,
		},
		{
			"a column that is named and not there", "a.csv", "Headline,Story\nA,The ferry stopped at Orrin.\n",
			map[string]string{"text": "Story", "published": "When"},
			[]string{"|||A|The ferry stopped at Orrin."},
			[]string{`a.csv: there is no column "When" for published (it has Headline, Story): check the name (--map published=COLUMN)`},
		},
		{
			"the month first, as other rows show", "a.csv", "date,text\n03/04/2024,The ferry stopped.\n03/13/2024 18:20,Goats on the roof.\n12/01/2024,Snow plough bought.\n",
			nil,
			[]string{"||2024-03-04 day||The ferry stopped.", "||2024-03-13 minute||Goats on the roof.", "||2024-12-01 day||Snow plough bought."},
			nil,
		},
		{
			"the day first, as other rows show", "a.csv", "Datum;Text\n03/04/2024;Die Fähre steht.\n23/03/2024 18:20;Ziegen auf dem Dach.\n",
			nil,
			[]string{"||2024-04-03 day||Die Fähre steht.", "||2024-03-23 minute||Ziegen auf dem Dach."},
			nil,
		},
		{
			"the day or the month first, and no row that shows it", "a.csv", "date,text\n03/04/2024,The ferry stopped.\n",
			nil,
			[]string{"||||The ferry stopped."},
			[]string{`a.csv#2: "03/04/2024" can be two days, and the article is taken as undated: write it as year-month-day, like 2024-03-31`},
		},
		{
			"the numbers that dates are in spreadsheets", "a.csv", "date;text;words\n45353;The ferry stopped.;45353\n45353,7639;Goats on the roof.;4\n45353.5;Snow plough bought.;4\n17;A stone found.;4\n",
			nil,
			[]string{"||2024-03-02 day||The ferry stopped.", "||2024-03-02 minute||Goats on the roof.", "||2024-03-02 minute||Snow plough bought.", "||||A stone found."},
			[]string{`a.csv#5: "17" is not a date that can be read, and the article is taken as undated: write it as year-month-day and the time, like 2024-03-31T18:05:00Z, or as much of it as is known`},
		},
		{
			"a table of something else", "a.csv", "name,age\nJo,7\n", nil, nil,
			[]string{"a.csv: a table without a column for the text or the address of its articles (it has name, age): name one \"text\" or \"url\" in its first row, or say which it is (--map text=COLUMN)"},
		},
		{
			"a list of addresses, and nothing to fetch them with", "a.csv", "url,date\nhttps://quay.example/ferry,20240302\n", nil, nil,
			[]string{"a.csv#2: an address without a text, and pages are not fetched here: add the text, or give it after the list"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := readAlone(t, tt.file, tt.content, Options{Columns: tt.columns})
			var got, problems []string
			for i := range b.Articles {
				got = append(got, inOneLine(&b.Articles[i]))
			}
			for _, e := range b.Errors {
				problems = append(problems, e.Input+": "+e.Problem)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("articles (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.errors, problems); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

func inOneLine(a *stemma.Article) string {
	date := ""
	if a.PublishedPrecision != stemma.PrecisionNone {
		date = a.Published.UTC().Format("2006-01-02") + " " + string(a.PublishedPrecision)
	}
	return strings.Join([]string{a.Outlet, a.Lang, date, a.Title, a.Text}, "|")
}

// What a table has beside the fields of an article is passed on.
func TestTableExtra(t *testing.T) {
	b := readAlone(t, "a.csv", "text,series,word count\nThe ferry stopped.,ferries,3\n", Options{})
	if len(b.Articles) != 1 {
		t.Fatalf("%d articles: %v", len(b.Articles), b.Errors)
	}
	want := map[string]json.RawMessage{"series": json.RawMessage(`"ferries"`), "word count": json.RawMessage(`"3"`)}
	if d := cmp.Diff(want, b.Articles[0].Extra); d != "" {
		t.Error(d)
	}
}

func TestNaming(t *testing.T) {
	tests := []struct {
		header  []string
		columns map[string]string
		want    map[string]string // columns by field
	}{
		{[]string{"Title", "Full Text", "Source"}, nil, map[string]string{"title": "Title", "text": "Full Text", "outlet": "Source"}},
		{[]string{"text", "content"}, nil, map[string]string{"text": "text"}},
		{[]string{"text", "content"}, map[string]string{"text": "content"}, map[string]string{"text": "content"}},
		{[]string{"DATE", "SourceCommonName", "DocumentIdentifier"}, nil, map[string]string{"published": "DATE", "outlet": "SourceCommonName", "url": "DocumentIdentifier"}},
		{
			[]string{"url", "mobileurl", "seendate", "title", "domain", "language"},
			nil,
			map[string]string{"url": "url", "published": "seendate", "title": "title", "outlet": "domain", "lang": "language"},
		},
		{[]string{"name", "age"}, nil, map[string]string{}},
	}
	for _, tt := range tests {
		if d := cmp.Diff(tt.want, naming(tt.header, tt.columns)); d != "" {
			t.Errorf("%v with %v: %s", tt.header, tt.columns, d)
		}
	}
}

// Every name stands for one field only.
func TestFieldNames(t *testing.T) {
	seen := map[string]string{}
	for _, f := range fields() {
		for _, name := range f.names {
			if other := seen[name]; other != "" && other != f.name || name != bare(name) {
				t.Errorf("%q of %s is of %q too, or not bare", name, f.name, other)
			}
			seen[name] = f.name
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add("title,text\na,b\n")
	f.Add("text;url\n\"a;b\"\"c\n")
	f.Add("20240302101500-1" + strings.Repeat("\t", 26) + "\n")
	f.Fuzz(func(t *testing.T, content string) {
		b := readAlone(t, "a.csv", content, Options{MaxArticle: 1 << 10})
		if slices.ContainsFunc(b.Articles, func(a stemma.Article) bool { return strings.TrimSpace(a.Text) == "" }) {
			t.Errorf("an article without text from %q", content)
		}
	})
}
