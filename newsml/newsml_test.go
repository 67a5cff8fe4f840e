package newsml

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/charset"

	"github.com/stemma-news/stemma"
)

// items reads all items of a document.
func items(t *testing.T, doc string) ([]*Item, error) {
	t.Helper()
	r := NewReader(t.Context(), strings.NewReader(doc), 1<<20)
	var all []*Item
	for {
		it, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, it)
	}
}

// fields writes what is known of an item, a field a line.
func fields(it *Item) string {
	var b strings.Builder
	for _, f := range []struct{ name, value string }{
		{"kind", string(it.Kind)},
		{"id", it.ID},
		{"version", it.Version},
		{"status", it.Status},
		{"lang", it.Lang},
		{"headline", it.Headline},
		{"sub", it.Subheadline},
		{"slug", it.Slug},
		{"byline", it.Byline},
		{"dateline", it.Dateline},
		{"provider", it.Provider},
		{"holder", it.Holder},
		{"credit", it.Credit},
		{"origin", it.Origin},
		{"created", when(it.Created)},
		{"modified", when(it.Modified)},
		{"embargoed", when(it.Embargoed)},
		{"urgency", it.Urgency},
		{"genre", it.Genre},
		{"location", it.Location},
		{"series", it.Series},
		{"edition", it.Edition},
		{"section", it.Section},
		{"note", it.Note},
		{"keywords", strings.Join(it.Keywords, ", ")},
		{"text", it.Text},
		{"html", it.HTML},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, "%s: %s\n", f.name, f.value)
		}
	}
	for _, r := range it.References {
		fmt.Fprintf(&b, "ref: %s %s %s\n", r.Address, r.ID, r.Headline)
	}
	return b.String()
}

func when(m stemma.Moment) string {
	if !m.Known() {
		return ""
	}
	return m.Time.Format(time.RFC3339) + " " + string(m.Precision)
}

const g2 = `<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2024-03-02T10:20:00+01:00</sent><sender>hna.example</sender></header><itemSet>
<newsItem guid="urn:newsml:hna.example:20240302:ferry" version="3" standard="NewsML-G2" xml:lang="de">
 <rightsInfo><copyrightHolder qcode="hna:hna"><name>Hafen-Nachrichten-Agentur</name></copyrightHolder></rightsInfo>
 <itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:HNA"/><versionCreated>2024-03-02T10:15:00+01:00</versionCreated><firstCreated>2024-03-01T22:40:00+01:00</firstCreated>
  <embargoed>2024-03-02T06:00:00+01:00</embargoed><pubStatus qcode="stat:usable"/><edNote>Neu: Zahl der Fahrgäste</edNote></itemMeta>
 <contentMeta><urgency>3</urgency><contentCreated>2024-03-01</contentCreated><located qcode="city:orrin"><name>Orrin</name></located>
  <creator qcode="pers:1"><name>Ina Veld</name></creator><infoSource qcode="is:harbour"><name>Hafenamt</name></infoSource><language tag="de-AT"/><genre qcode="genre:Update"/>
  <keyword>Fähre</keyword><keyword>Unfall</keyword><slugline>FERRY</slugline>
  <headline role="hld:sub">Niemand verletzt</headline><headline>Fähre vor Skell auf Grund</headline><dateline>ORRIN, 2. März</dateline><by>Von Ina Veld</by><creditline>HNA/Skeller Bote</creditline></contentMeta>
 <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>
  <h1>Fähre vor Skell auf Grund</h1><p>Die Fähre lief am
   Freitagabend auf Grund.</p><p>Alle 214 Fahrgäste&nbsp;kamen an Land &amp; niemand ist verletzt.</p><figure><figcaption>Bild</figcaption></figure></body></html></inlineXML></contentSet>
</newsItem>
<packageItem guid="urn:p"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta><groupSet root="g"><group id="g"><itemRef residref="urn:a" href="https://hna.example/a.xml"><headline>A</headline></itemRef></group></groupSet></packageItem>
<knowledgeItem guid="urn:k"/>
<newsItem guid="urn:c"><itemMeta><pubStatus qcode="stat:canceled"/><versionCreated>2024-03-03T08:00:00Z</versionCreated></itemMeta><contentSet><inlineData contenttype="text/plain">
نلغي الخبر السابق.
</inlineData></contentSet></newsItem>
</itemSet></newsMessage>`

func TestNewsMLG2(t *testing.T) {
	all, err := items(t, g2)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range all {
		got = append(got, fields(it))
	}
	want := []string{
		`kind: news
id: urn:newsml:hna.example:20240302:ferry
version: 3
status: usable
lang: de-AT
headline: Fähre vor Skell auf Grund
sub: Niemand verletzt
slug: FERRY
byline: Von Ina Veld
dateline: ORRIN, 2. März
provider: HNA
holder: Hafen-Nachrichten-Agentur
credit: HNA/Skeller Bote
origin: Hafenamt
created: 2024-03-01T22:40:00+01:00 second
modified: 2024-03-02T10:15:00+01:00 second
embargoed: 2024-03-02T06:00:00+01:00 second
urgency: 3
genre: Update
location: Orrin
note: Neu: Zahl der Fahrgäste
keywords: Fähre, Unfall
text: Fähre vor Skell auf Grund
Die Fähre lief am Freitagabend auf Grund.
Alle 214 Fahrgäste kamen an Land & niemand ist verletzt.
`, `kind: package
id: urn:p
status: usable
provider: hna.example
created: 2024-03-02T10:20:00+01:00 second
ref: https://hna.example/a.xml urn:a A
`, "kind: other\nid: urn:k\nprovider: hna.example\ncreated: 2024-03-02T10:20:00+01:00 second\n",
		"kind: news\nid: urn:c\nstatus: canceled\nprovider: hna.example\ncreated: 2024-03-03T08:00:00Z second\ntext: نلغي الخبر السابق.\n",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

const nitf = `<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf xml:lang="fr"><head><title>vedette</title><docdata management-status="usable"><doc-id id-string="ahn.1"/><urgency ed-urg="4"/><date.issue norm="20240302T101500+0100"/>
<date.release norm="20240302T120000+0100"/><doc.copyright holder="AHN"/><du-key key="BAC-SKELL"/><ed-msg info="Reprise, détails"/><series series.name="Le naufrage" series.part="2"/>
<key-list><keyword key="bac"/><keyword key="mer"/></key-list></docdata><pubdata name="Le Courrier de Skell" edition.name="Matin" position.section="A"/></head>
<body><body.head><hedline><hl1>Un bac s'échoue</hl1><hl2>Aucun blessé</hl2></hedline><byline>Par <person>Léa Morin</person> <byttl>AHN</byttl></byline><distributor>Agence du Havre Neuf</distributor>
<dateline><location>ORRIN</location>, <story.date norm="20240302">2 mars</story.date></dateline></body.head>
<body.content><media><media-caption>Le bac</media-caption></media><block><p>Le bac s'est échoué <em>vendredi</em> soir.</p><p>Les 214 passagers sont à terre.</p></block></body.content>
<body.end><tagline>fin</tagline></body.end></body></nitf>`

const nitfFields = `kind: news
id: ahn.1
status: usable
lang: fr
headline: Un bac s'échoue
sub: Aucun blessé
slug: BAC-SKELL
byline: Léa Morin
dateline: ORRIN, 2 mars
provider: Le Courrier de Skell
holder: AHN
origin: Agence du Havre Neuf
created: 2024-03-02T10:15:00+01:00 second
embargoed: 2024-03-02T12:00:00+01:00 second
urgency: 4
series: Le naufrage
edition: Matin
section: A
note: Reprise, détails
keywords: bac, mer
text: Le bac s'est échoué vendredi soir.
Les 214 passagers sont à terre.
`

func TestNITF(t *testing.T) {
	latin1, _ := charset.Lookup("iso-8859-1")
	coded, err := latin1.NewEncoder().String(strings.Replace(nitf, `version="1.0"`, `version="1.0" encoding="ISO-8859-1"`, 1))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, doc, want string }{
		{"alone", nitf, nitfFields},
		{"in Latin-1", coded, nitfFields},
		{"without the ends of elements", strings.NewReplacer("</p>", "", "</block>", "").Replace(nitf), nitfFields},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := items(t, tt.doc)
			if err != nil || len(all) != 1 {
				t.Fatal(len(all), err)
			}
			if d := cmp.Diff(tt.want, fields(all[0])); d != "" {
				t.Error(d)
			}
		})
	}
}

// An agency's NewsML around a text in NITF: what the one leaves open the other
// says.
func TestNITFWithinNewsML(t *testing.T) {
	_, rest, _ := strings.Cut(nitf, "<nitf")
	inner := "<nitf" + rest
	tests := []struct{ name, created, doc string }{
		{"G2", "2024-03-02T10:15:00+01:00 second", `<newsItem guid="urn:x" xml:lang="fr-BE"><itemMeta><versionCreated>2024-03-02T11:00:00+01:00</versionCreated></itemMeta><contentMeta><headline>Bac</headline></contentMeta><contentSet><inlineXML>` + inner + `</inlineXML></contentSet></newsItem>`},
		{"NewsML 1", "2024-03-02T11:00:00+01:00 second", `<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>ahn.example</ProviderId><NewsItemId>1</NewsItemId><RevisionId>2</RevisionId><PublicIdentifier>urn:x</PublicIdentifier></NewsIdentifier></Identification>
			<NewsManagement><FirstCreated>20240302T110000+0100</FirstCreated><Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Bac</HeadLine></NewsLines>
			<DescriptiveMetadata><Language FormalName="fr-BE"/></DescriptiveMetadata><ContentItem><DataContent>` + inner + `</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := items(t, tt.doc)
			if err != nil || len(all) != 1 {
				t.Fatal(len(all), err)
			}
			it := all[0]
			got := []string{it.ID, it.Headline, it.Byline, it.Lang, when(it.Created), it.Urgency, it.Text}
			want := []string{"urn:x", "Bac", "Léa Morin", "fr-BE", tt.created, "4", "Le bac s'est échoué vendredi soir.\nLes 214 passagers sont à terre."}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestNewsML1(t *testing.T) {
	all, err := items(t, `<?xml version="1.0"?><NewsML><NewsEnvelope><DateAndTime>20240302T101500Z</DateAndTime><SentFrom><Party FormalName="HNA"/></SentFrom></NewsEnvelope>
<NewsItem><NewsManagement><Status FormalName="Canceled"/></NewsManagement><NewsComponent><NewsLines><HeadLine>渡轮搁浅</HeadLine><ByLine>记者 韦</ByLine></NewsLines>
<ContentItem><MimeType FormalName="text/html"/><DataContent><![CDATA[<p>渡轮在岬角附近搁浅。</p>]]></DataContent></ContentItem><ContentItem Href="a.jpg"/></NewsComponent></NewsItem></NewsML>`)
	if err != nil || len(all) != 1 {
		t.Fatal(len(all), err)
	}
	want := "kind: news\nstatus: canceled\nheadline: 渡轮搁浅\nbyline: 记者 韦\nprovider: HNA\ncreated: 2024-03-02T10:15:00Z second\nhtml: <p>渡轮在岬角附近搁浅。</p>\n"
	if d := cmp.Diff(want, fields(all[0])); d != "" || all[0].Remote != 1 {
		t.Error(all[0].Remote, d)
	}
}

func TestBad(t *testing.T) {
	tests := []struct {
		name, doc, problem string
		items              int
	}{
		{"a billion laughs", `<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><nitf><body><body.content><p>&lol2;</p></body.content></body></nitf>`, errEntities.Error(), 0},
		{"an entity from outside", `<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hosts">]><nitf/>`, errEntities.Error(), 0},
		{"nesting", "<nitf>" + strings.Repeat("<block>", 1000), errDeep.Error(), 0},
		{"elements", "<nitf>" + strings.Repeat("<p/>", maxNodes/4) + "<p>" + strings.Repeat("x", 1<<20), ErrLarge.Error(), 0},
		{"an end in the middle", strings.Split(nitf, "<p>Les")[0], "", 1},
		{"an encoding of no one", `<?xml version="1.0" encoding="x-none"?><nitf/>`, `xml: opening charset "x-none"`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := items(t, tt.doc)
			if len(all) != tt.items || (err == nil) != (tt.problem == "") || err != nil && !strings.Contains(err.Error(), tt.problem) {
				t.Errorf("%d items, %v", len(all), err)
			}
			if tt.items > 0 && (!all[0].Cut || all[0].Text == "") {
				t.Errorf("%+v", all[0])
			}
		})
	}
}

func TestSniff(t *testing.T) {
	tests := []struct {
		head string
		want bool
	}{
		{nitf, true},
		{g2, true},
		{"\uFEFF<nar:newsItem/>", true},
		{"<!-- <a> --><NewsML>", true},
		{"<!DOCTYPE nitf [<!ENTITY a \"b\">]><nitf>", true},
		{"<html>newsItem", false},
		{"newsItem", false},
		{"<rss>", false},
		{"<", false},
		{"<!--", false},
	}
	for _, tt := range tests {
		if got := Sniff([]byte(tt.head)); got != tt.want {
			t.Errorf("%.40s: %v", tt.head, got)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add(g2)
	f.Add(nitf)
	f.Add("<NewsML><NewsItem><ContentItem><DataContent>a")
	f.Fuzz(func(t *testing.T, doc string) {
		Sniff([]byte(doc))
		r := NewReader(t.Context(), strings.NewReader(doc), 1<<16)
		for range len(doc) + 1 {
			if _, err := r.Next(); err != nil {
				return
			}
		}
		t.Error("more items than bytes")
	})
}
