package ingest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

const newsItem = `<newsItem guid="urn:GUID" version="2" xml:lang="LANG"><rightsInfo><copyrightHolder literal="Agencia del Puerto"/></rightsInfo>
<itemMeta><versionCreated>2024-03-02T10:15:00+01:00</versionCreated><firstCreated>2024-03-01T22:40:00+01:00</firstCreated>META</itemMeta>
<contentMeta><headline>HEAD</headline><urgency>3</urgency><creditline>ADP</creditline></contentMeta><contentSet>CONTENT</contentSet></newsItem>`

func newsOf(guid, lang, meta, head, content string) string {
	return strings.NewReplacer("GUID", guid, "LANG", lang, "META", meta, "HEAD", head, "CONTENT", content).Replace(newsItem)
}

func inline(text string) string {
	return "<inlineXML><html><body><p>" + text + "</p></body></html></inlineXML>"
}

func TestNews(t *testing.T) {
	message := `<?xml version="1.0"?><newsMessage><itemSet>` +
		newsOf("1", "es", `<pubStatus qcode="stat:usable"/><embargoed>2024-03-02T06:00:00+01:00</embargoed>`, "El ferri encalla", inline("El ferri encalló el viernes.")) +
		newsOf("2", "ja", `<pubStatus qcode="stat:canceled"/>`, "座礁", inline("フェリーが座礁した。")) +
		newsOf("3", "es", "", "Foto", `<remoteContent href="a.jpg"/>`) +
		newsOf("4", "he", "", "מעבורת", `<inlineData contenttype="text/html">&lt;p&gt;המעבורת עלתה על שרטון.&lt;/p&gt;&lt;p&gt;איש לא נפגע.&lt;/p&gt;</inlineData>`) +
		newsOf("5", "es", "", "Nada", "") +
		`<packageItem><groupSet><group><itemRef residref="urn:1"/><itemRef href="https://adp.example/2"/></group></groupSet></packageItem><conceptItem/></itemSet></newsMessage>`
	tests := []struct {
		name, file, content string
		want, problems      []string
	}{
		{
			"a message of several items", "a.xml", message,
			[]string{
				"a.xml#1|Agencia del Puerto||2024-03-02T06:00:00+01:00|El ferri encalla|El ferri encalló el viernes.",
				"a.xml#2|Agencia del Puerto||2024-03-01T22:40:00+01:00|座礁|フェリーが座礁した。",
				"a.xml#4|Agencia del Puerto||2024-03-01T22:40:00+01:00|מעבורת|המעבורת עלתה על שרטון.\nאיש לא נפגע.",
			},
			[]string{
				"a.xml#5: an item without a text: leave it out",
				"a.xml#2: its provider says that it is canceled: read all the same",
				"a.xml#3: an item without a text (a picture, sound or film, or one that is cancelled), passed over",
				"a.xml#6: a package that refers to 2 items: they are read from their own files",
				"a.xml: passed over: 1 items that are no reports (concepts, knowledge, plans)",
			},
		},
		{
			"an item alone, under another name", "ferri.nitf", newsOf("1", "es", "", "El ferri", inline("El ferri encalló.")),
			[]string{"ferri.nitf|Agencia del Puerto||2024-03-01T22:40:00+01:00|El ferri|El ferri encalló."},
			nil,
		},
		{
			"one that ends in the middle", "a.xml", strings.SplitAfter(newsOf("1", "es", "", "El ferri", inline("El ferri encalló.")), "encall")[0],
			[]string{"a.xml|Agencia del Puerto||2024-03-01T22:40:00+01:00|El ferri|El ferri encall"},
			[]string{"a.xml: the file ends within this item: what there is of it is read; get the file again"},
		},
		{
			"a bomb", "a.xml", `<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><nitf><body>&b;</body></nitf>`, nil,
			[]string{"a.xml#1: it declares entities of its own, which are not read: what comes before it is read; get the file again, or save its text as .txt"},
		},
		{"a message without items", "a.xml", "<newsMessage><header/></newsMessage>", nil, []string{"a.xml: no news items in it: give the message that holds the reports"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			articles, problems := saidOf(readAlone(t, tt.file, tt.content, Options{}))
			if d := cmp.Diff(tt.want, articles); d != "" {
				t.Errorf("articles (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.problems, problems); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

// What an item says that is no field of an article is in Extra; two languages
// are as they are said to be.
func TestNewsExtra(t *testing.T) {
	b := readAlone(t, "a.xml", newsOf("1", "pt-BR", `<pubStatus qcode="stat:usable"/><edNote>Corrige</edNote><embargoed>2024-01-01T00:00:00Z</embargoed>`, "x", inline("A balsa encalhou.")), Options{})
	if len(b.Articles) != 1 {
		t.Fatal(b)
	}
	a := b.Articles[0]
	want := map[string]string{
		"guid": "urn:1", "version": "2", "status": "usable", "creditline": "ADP", "copyright_holder": "Agencia del Puerto", "urgency": "3", "ednote": "Corrige",
		"embargoed": "2024-01-01T00:00:00Z",
	}
	got := map[string]string{}
	for key, raw := range a.Extra {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		got[key] = s
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if a.Lang != "pt-BR" || a.Updated.Format("2006-01-02T15:04Z07:00") != "2024-03-02T10:15+01:00" || a.PublishedPrecision != stemma.PrecisionSecond {
		t.Errorf("%+v", a)
	}
}

func FuzzNews(f *testing.F) {
	f.Add([]byte(newsOf("1", "es", "<embargoed>2024</embargoed>", "x", inline("El ferri encalló."))))
	f.Add([]byte("<NewsML><NewsItem><ContentItem><DataContent>a"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<14 {
			t.Skip()
		}
		_, err := ReadFS(t.Context(), files(map[string]string{"a.xml": "<newsMessage>" + string(content)}), "a.xml", Options{MaxArticle: 1 << 14})
		if err != nil {
			t.Fatal(err)
		}
	})
}
