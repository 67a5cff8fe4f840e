package attribution

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// quotations are texts in the notation of the language files (lang/README.md),
// each with all that it attributes: every convention of quoting, in the
// languages that have it, and what looks like a quotation and is none.
var quotations = []struct{ name, lang, lines string }{
	{"double", "en", `
[“The bridge fell at noon,”] <said> {Ada Renn}. [“Nobody was hurt.”]
[“The bridge fell,”] {Renn} <said>, [“and nobody was hurt.”]
{Renn} <said>: [“Nobody was hurt.”]`},
	{"straight", "en", `
["The pier is closed until May,"] {Renn} <said>.
["We heard it," ] {Renn} <said>, ["and then we ran."]`},
	{"single", "en", `
[‘The pier is closed,’] {Renn} <said>.
['The pier is closed,'] {Renn} <said>.
[‘The workers’ rights come first,’] {Renn} <said>.
['The workers' rights come first,'] {Renn} <said>.`},
	{"wires", "en", `
[''The pier is closed until May,''] {Renn} <said>.
` + "[``The pier is closed until May,''] {Renn} <said>."},
	{"nested", "en", `
[“He told me ‘never again’ and left,”] {Renn} <said>.
[‘He told me “never again” and left,’] {Renn} <said>.`},
	{"short", "en", `
["No comment,"] {Renn} <said>.
[“Never”], <said> {Renn}.`},
	{"paragraphs", "en", `
[“The first beam broke at noon.¶“Then the whole deck fell,”] <said> {Renn}.
[“It fell,”] {Renn} <said>. [“We ran.¶“Nobody was hurt.”]`},
	{"unclosed", "en", `
[“The bridge is closed until May], {Renn} <said>.
[“The bridge is closed until May], <said> {Renn}. The town has two ferries.`},
	{"block", "en", `
{Renn} <said>:¶[“Nobody was hurt.”]`},
	{"block", "de", `
{Ada Renn} <schrieb> in einer Erklärung:¶[Die Brücke bleibt bis Mai geschlossen und wird dann noch einmal geprüft.]¶Die Stadt hat zwei Fähren.
{Renn} <sagte>:¶[„Niemand wurde verletzt.“]`},
	{"scare quotes and titles", "en", `
The film “The Long Way Home” opened on Friday.
Her “friends” left the pier at noon.
The ship 'Ova Star' left the port in the '90s.
The novel “A Bridge Over the Silver River” was printed in Wellmar.`},
	{"low double", "de", `
[„Die Brücke ist zu“], <sagte> {Renn}. [„Niemand wurde verletzt.“]
[„Er sagte ‚nie wieder‘ und ging“], <erzählte> {Renn}.
[„Nein“], <sagte> {Renn}.
Der Roman „Die Brücke am Fluss“ erschien im März.`},
	{"reversed guillemets", "de", `
[»Die Brücke ist zu«], <sagte> {Renn}.
[›Die Brücke ist zu‹], <sagte> {Renn}.`},
	{"low single", "de", `
[‚Die Brücke ist zu‘], <sagte> {Renn}.`},
	{"guillemets", "fr", `
[« Le pont est fermé »], <dit> {Ramiro}. [« Demain, nous verrons. »]
[«Non»], <dit> {Ramiro}.
[‹ Le pont est fermé ›], <dit> {Ramiro}.
[“Le pont est fermé depuis mars”], <dit> {la maire}.`},
	{"guillemets in guillemets", "ru", `
[«Он читал газету «Равнина» каждый день»], — <сказал> {Иванов}.
[«Он читал газету «Равнина»], — <сказал> {Иванов}.
[«Мост закрыт с марта»], — <сказал> {Иванов}.
[„Мост закрыт с марта“], — <сказал> {Иванов}.
Газета «Равнина» открыла выставку «Мосты и Люди Нашего Города».`},
	{"Polish", "pl", `
[„Most jest zamknięty”], <powiedział> {Nowak}.`},
	{"Dutch", "nl", `
[‘De brug is dicht’], <zegt> {Renn}.
[„De brug is dicht”], <zei> {Renn}.`},
	{"Spanish", "es", `
[«El puente está cerrado»], <dijo> {Ramiro}.
[“El puente está cerrado”], <dijo> {Ramiro}.
[«No»], <dijo> {Ramiro}.`},
	{"corner", "ja", `
[「橋は三月から閉鎖されている」]と{連太郎市長}は<述べた>。
{市長}は[「『二度と戻らない』と彼は言った」]と<述べた>。
書籍『平原の長い道のりの物語』が発売された。`},
	{"Chinese", "zh", `
[“桥上没有人”]，{工程师任涛}<说>。
[「橋上沒有人」]，{工程師任濤}<說>。
["桥上没有人，"]{工程师任涛}<说>。
作品《漫长的回家路从这里开始》三月出版。
作品〈漫长的回家路从这里开始〉三月出版。`},
	{"Korean", "ko", `
["다리 위에는 아무도 없었다"]고 {기술자 연태호 씨}가 <밝혔다>.
소설 〈평원의 긴 길 이야기 모음집〉이 출간됐다.`},
	{"Arabic", "ar", `
<قال> {المدير رامي}: ["الجسر مغلق منذ مارس"].`},
	{"Persian", "fa", `
{رئیس بندر} <گفت>: [«پل از ماه مارس بسته است».]`},
	{"Urdu", "ur", `
{کپتان} نے میچ کے بعد <کہا>، [”میں ہار نہیں مانوں گا۔“] | direct
نام نہاد ”ماہرین“ کی ٹیم شام کو واپس چلی گئی۔`},
	{"Swedish", "sv", `
[”Bron är stängd sedan mars”], <säger> {Ada Renn}.
– [Bron är stängd sedan mars], <säger> {borgmästare Ada Renn}. [Ingen varnade oss.]`},
	{"Danish", "da", `
[»Broen er lukket«], <siger> {borgmester Ada Renn}.`},
	{"Czech", "cs", `
[„Most je zavřený od března,“] <řekla> {starostka Ina Nováková}.`},
	{"Greek", "el", `
[«Η γέφυρα είναι κλειστή από τον Μάρτιο»], <δήλωσε> {η δήμαρχος Άννα Ρένη}.
— [Δεν ξέρω], <είπε> {ο Ραμίρο}.`},
	{"Hebrew", "he", `
["הגשר סגור מאז מרץ"], <אמר> {ראש העיר רמי סוטו}.`},
	{"author's words inside the marks", "ru", `
[«Мост закрыт], — <заявил> {Иванов}, — [и мы его не откроем»].
[«Мост закрыт], — <заявил> {мэр Иван Петров}. — [Мы его не откроем»].`},
	{"a phrase in marks", "en", `
{Mayor Ada Renn} <said> [the “bridge of sighs” was closed].`},
	{"pieces", "it", `
[«Il ponte è chiuso»], <dice> {Ramiro Soto}, [«da marzo»].`},
	{"paragraphs with closing marks", "es", `
[«El puente se cerró en marzo.¶»Nadie avisó al ayuntamiento»], <afirmó> {Soto}.`},
	{"questions", "ro", `
— [Cine a închis podul?] <a întrebat> {primarul Ion Lunca}.`},
	{"Spanish dialogue", "es", `
[—No lo sé] —<dijo> {Ramiro}—. [Mañana veremos.]
[—El puente está cerrado] —<dijo> {Ramiro Soto}—, [pero mañana veremos.]
[—El puente está cerrado desde marzo] —<respondió> {la alcaldesa}.
- Puente cerrado desde marzo`},
	{"French dialogue", "fr", `
— [Je ne sais pas], <dit> {Ramiro}. [Demain, nous verrons.]
— [Je ne sais pas], <répond> {la maire}.`},
	{"Russian dialogue", "ru", `
— [Мы подождём], — <сказал> {Иванов}. — [Потом решим.]
— [Мост — это опасно], — <заявил> {мэр Иван Петров}, — [и мы его закроем.]`},
	{"Ukrainian dialogue", "uk", `
— [Ми зачекаємо], — <сказав> {Іван Петренко}. — [Потім вирішимо.]`},
	{"Italian dialogue", "it", `
– [Non lo so] – <disse> {Ramiro}. – [Domani vedremo.]
— [Non lo so], — <disse> {Ramiro}. — [Domani vedremo.]`},
	{"Polish dialogue", "pl", `
– [Nie wiem] – <powiedział> {Iwan Nowak}. – [Jutro zobaczymy.]
— [Most jest zamknięty od marca] — <oświadczył> {burmistrz Jan Nowak} — [i tak zostanie.]`},
	{"Portuguese dialogue", "pt", `
— [Não sei] — <disse> {Ramiro}. — [Amanhã veremos.]`},
	{"Romanian dialogue", "ro", `
— [Nu știu], <spune> {Ramiro}. [Mâine vom vedea.]
— [Nu știu], <a spus> {primarul Ion Lunca}. [Mâine vom vedea.]
– [Podul este închis din martie] – <spune> {primarul Ion Lunca}. – [Mâine vom vedea.]`},
	{"Turkish dialogue", "tr", `
— [Bekleyeceğiz], <dedi> {Tamer Renk}.`},
}

func TestQuotations(t *testing.T) {
	for _, tt := range quotations {
		p := &languageParser{lang: &language{}}
		for line := range strings.Lines(tt.lines) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if err := p.example(line); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		for i, ex := range p.lang.examples {
			t.Run(fmt.Sprintf("%s/%s/%d", tt.name, tt.lang, i+1), func(t *testing.T) { testExample(t, tt.lang, ex) })
		}
	}
}

// What stands in quotation marks and is no speech of length stays words.
func TestFindQuotes(t *testing.T) {
	tests := []struct {
		text string
		want string // the long ones, divided by |
	}{
		{`“It fell,” he said. “We ran.”`, `“It fell,”|“We ran.”`},
		{`the “bridge of sighs” and “A Tale of the Sea”`, `“bridge of sighs”`},
		{`«Он читал «Равнину» весь день»`, `«Он читал «Равнину» весь день»`},
		{`«Он читал «Равнину». Потом «он долго шёл домой».`, `«он долго шёл домой»`},
		{`„Sie wollen „erst warten“ und sind gegen das „Ende der Sache“, sagte er.`, `„Sie wollen „erst warten“ und sind gegen das „Ende der Sache“`},
		{`"La gente che compra qui”, dice "Ada”, “e per tale motivo va”`, `"La gente che compra qui”|“e per tale motivo va”`},
		{`’tis the ‘season’ of the ’80s`, ``},
		{`»Silta on nyt suljettu», hän sanoi`, `»Silta on nyt suljettu»`},
		{`דובר צה"ל אמר: "הגשר סגור, צה"ל שם."`, `"הגשר סגור, צה"ל שם."`},
		{`in the '90s and the workers' pay`, ``},
		{`a 5" screen and a 7" screen`, ``},
		{`《漫长的回家路从这里开始》。`, ``},
		{`"They call it "home" here," he said. "We left."`, `"They call it "home" here,"|"We left."`},
		{`"It means "you"", he said`, `"It means "you""`},
		{"\"桥上没有人，“ 他说。", "\"桥上没有人，“"},
		{"on a mission of “resistance and delay.\n\n“A vote is a vote,” he said", "“A vote is a vote,”"},
		{"“One.\n\n“Two.”", "“One.|“Two.”"},
		{"He said: “One two.\n\n“Three.” Then", "“One two.|“Three.”"},
		{"«Un deux trois.\n\n»Quatre.»", "«Un deux trois.|»Quatre.»"},
		{"“One two three\n\nFour", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, q := range findQuotes(tt.text) {
			if q.long {
				got = append(got, tt.text[q.Start:q.End])
			}
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, s, tt.want)
		}
	}
}

// Marks without end must not take more than linear time: 200 kB of them would
// run for minutes if anything were quadratic.
func TestQuotesInLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time")
	}
	for _, unit := range []string{"“", "« ", "«a ", "‘s’ ", "\"", "\n“a", "“a.\n\n", "—a, said ", "\n— a, said b. — c", "a said:\n\n", "「", "`` ", "'s' x", "«No», said "} {
		for _, lang := range []string{"de", "ru", "ja"} {
			s := strings.Repeat(unit, 200_000/len(unit))
			d := &text.Document{Article: stemma.Article{ID: "a", Lang: lang, Text: s, Sentences: []stemma.Span{{Start: 0, End: len(s)}}}}
			d.Sentences = []text.Sentence{{Span: d.Article.Sentences[0], Text: s}}
			start := time.Now()
			got, _, err := Find(t.Context(), []*text.Document{d}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkSpans(t, s, got)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%q: %v", unit, took)
			}
		}
	}
}

func FuzzQuotes(f *testing.F) {
	f.Add("“It fell,” he said. «Он «читал» весь день» 'a' ‘workers’ rights’")
	f.Add("— a, — b. — c\n\n“d\n\n“e”")
	f.Add("``a'' \"b\" צה\"ל «a\n»b»")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<14 || !utf8.ValidString(s) {
			return
		}
		last := 0
		for _, q := range findQuotes(s) {
			if !utf8.ValidString(s[q.Start:q.End]) || !utf8.ValidString(s[q.inner.Start:q.inner.End]) {
				t.Fatalf("%v with %v inside cuts a character", q.Span, q.inner)
			}
			if q.Start < last || q.inner.Start <= q.Start || q.inner.End < q.inner.Start || q.End < q.inner.End || q.End > len(s) {
				t.Fatalf("%v with %v inside, after %d", q.Span, q.inner, last)
			}
			last = q.End
		}
	})
}
