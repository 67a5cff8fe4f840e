package attribution

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/unicode/norm"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

func table(t testing.TB, data string) *Outlets {
	t.Helper()
	o, err := ReadOutlets(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The program's own table is in the normal form that texts are compared in, has
// no name in two lines (or it would not load), and knows the world.
func TestOutletTableIsWhole(t *testing.T) {
	if !norm.NFC.IsNormalString(outletData) {
		t.Error("outlets.txt is not in NFC")
	}
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	agencies := 0
	for _, o := range know.outlets.list {
		if o.agency {
			agencies++
		}
	}
	if others := len(know.outlets.list) - agencies; agencies < 100 || others < 200 {
		t.Errorf("%d agencies and %d other outlets", agencies, others)
	}
}

// Large agencies are known in the scripts in which news cites them.
func TestAgenciesInScripts(t *testing.T) {
	tests := map[string][]string{
		"Reuters":          {"رويترز", "Рейтер", "路透社", "ロイター", "로이터", "रॉयटर्स", "رائٹرز", "رویترز", "Ρόιτερς", "רויטרס", "রয়টার্স", "รอยเตอร์", "Рейтърс"},
		"AFP":              {"فرانس برس", "АФП", "法新社", "AFP通信", "ＡＦＰ", "एएफपी", "اے ایف پی", "เอเอฟพี"},
		"Associated Press": {"AP", "美聯社", "Ассошиэйтед Пресс", "أسوشيتد برس", "एसोसिएटेड प्रेस", "אסושייטד פרס"},
		"Xinhua":           {"新华社", "新華社", "شينخوا", "Синьхуа", "신화통신", "शिन्हुआ", "Tân Hoa Xã", "ซินหัว"},
		"TASS":             {"ТАСС", "تاس", "塔斯社", "タス通信", "타스통신"},
		"Anadolu":          {"Anadolu Ajansı", "الأناضول", "Анадолу", "アナドル通信", "아나돌루", "آناتولی", "Αναντολού"},
	}
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	for name, others := range tests {
		for _, other := range others {
			if !know.outlets.same(name, other) {
				t.Errorf("%s is not %s", other, name)
			}
		}
	}
}

func TestReadOutletsErrors(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"unknown word", "# mine\npaper Norlink\n", `line 2: a line begins with agency or outlet, not "paper"`},
		{"no name", "agency\n", "line 1: an empty name"},
		{"empty name", "agency Norlink | | Norlinx\n", "line 1: an empty name"},
		{"no letters", "outlet ***\n", "line 1: an empty name"},
		{"star inside", "outlet Nor*link\n", "a * may stand at the end"},
		{"star of a short name", "agency NLK*\n", "up to four letters"},
		{"exact and star", "agency =Norlink*\n", "can have no *"},
		{"in two lines", "agency Norlink\n\noutlet Courier | norlink\n", `line 3: "norlink" stands in line 1 already`},
		{"control character", "agency Nor\x1blink\n", "control character"},
		{"not UTF-8", "agency Nor\xfflink\n", "line 1: not UTF-8"},
		{"long name", "agency " + strings.Repeat("Norlink", 60) + "\n", "bytes, more than"},
		{"large file", strings.Repeat("# nothing\n", 1<<17), "larger than"},
	}
	for _, tt := range tests {
		if _, err := ReadOutlets(strings.NewReader(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
	broken := errors.New("broken")
	if _, err := ReadOutlets(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

// A reader's table adds names, moves names, and leaves the program's own alone.
func TestReadersTable(t *testing.T) {
	mine := table(t, "\ufeff# mine\r\nagency Norlink | Норлинк* | نورلينك | 诺林社\r\noutlet Sputnik Radio | Sputnik\nagency Reuters | Roiters\n")
	tests := []struct {
		a, b string
		want bool
	}{
		{"Norlink", "نورلينك", true},
		{"诺林社", "Норлинк", true},
		{"Sputnik Radio", "Sputnik", true},
		{"Sputnik", "Спутник", false}, // has moved
		{"Roiters", "路透社", true},      // a known first name: the line adds to it
		{"AFP", "法新社", true},
	}
	for _, tt := range tests {
		if got := mine.Same(tt.a, tt.b); got != tt.want {
			t.Errorf("Same(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
	if !builtIn.Same("Sputnik", "Спутник") || builtIn.Same("诺林社", "Норлинк") {
		t.Error("the program's own table has changed")
	}
}

// An outlet of the reader's table is found in texts of every script in which it
// has a name, with case endings, and its articles are one source.
func TestReadersTableInTexts(t *testing.T) {
	mine := table(t, "agency Norlink | Норлинк* | نورلينك | 诺林社\n")
	docs := read(
		[4]string{"a", "Selm Courier", "en", "The bridge will stay closed until May, Norlink reported on Friday."},
		[4]string{"b", "Вестник Ларска", "ru", "Мост останется закрытым до мая, сообщили Норлинку в порту. Это подтвердил Норлинк."},
		[4]string{"c", "صدى المرفأ", "ar", "سيبقى الجسر مغلقا حتى مايو، بحسب نورلينك."},
		[4]string{"d", "滨海新报", "zh", "据诺林社报道，大桥将关闭到五月。"},
	)
	_, sources, err := Find(t.Context(), docs, Options{Outlets: mine})
	if err != nil {
		t.Fatal(err)
	}
	s := sourceNamed(sources, "Norlink")
	if s == nil || s.Kind != stemma.SourceOutlet || !s.Lost || !slices.Equal(s.CitedBy, []string{"a", "b", "c", "d"}) {
		t.Errorf("Norlink is %+v among %+v, want one lost outlet that all cite", s, sources)
	}
}

// Names are found as they are written: with endings and prefixes, in full width,
// with or without a hyphen, and not where a word only looks like them.
func TestFindOutlets(t *testing.T) {
	mine := table(t, "outlet El Faro | El Faro\noutlet =NORD\noutlet ~Quay\noutlet L'Écluse\noutlet Selm Wire | Сельмская волн*\n")
	tests := []struct {
		how  apostrophes
		text string
		want string
	}{
		{0, "reported Al-Jazeera", "Al Jazeera"},
		{0, "reported Aljazeera", "Al Jazeera"},
		{0, "reported al-jazeera", ""},
		{0, "the ＮＨＫ said", "NHK"},
		{0, "сообщили Рейтеру", "Reuters"},
		{0, "قال لرويترز", "Reuters"},
		{0, "قال للأناضول", "Anadolu"},
		{0, "אמר לרויטרס", "Reuters"},
		{0, "informó El Faro", "El Faro"},
		{0, "El faro del puerto", ""},
		{0, "der NORD sagte", "NORD"},
		{0, "der Nord sagte", ""},
		{0, "the Quay said", ""},
		{apostropheBefore, "selon l'Écluse", "L'Écluse"},
		{0, "в Сельмской волне", ""},
		{0, "Сельмская волна", "Selm Wire"},
		{0, "ap and afp and ansa", ""},
		{0, "Рейтер со ссылкой", "Reuters"},
		{0, "RFE/RL reported", "Radio Free Europe"},
	}
	for _, tt := range tests {
		tok := &tokeniser{text: tt.text, how: tt.how}
		for tok.pos < len(tt.text) {
			tok.next(len(tt.text), false)
		}
		got := ""
		for i := range tok.toks {
			if id, _ := mine.table.find(tt.text, tok.toks, i); id > 0 {
				got = mine.table.list[id-1].name
			}
		}
		if got != tt.want {
			t.Errorf("%q: found %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestHostName(t *testing.T) {
	for name, want := range map[string]string{
		"https://www.selmcourier.example/news/1": "selmcourier", "news.selmcourier.co.uk": "selmcourier", "Selm Courier": "Selm Courier",
		"Selm. Courier": "Selm. Courier", "arabic.rt.com": "rt", "": "", "...": "...", "co.uk": "co",
	} {
		if got := hostName(name); got != want {
			t.Errorf("hostName(%q) = %q, want %q", name, got, want)
		}
	}
}

// Outlets that no table knows meet across scripts by their sound.
func TestUnknownOutletsMeet(t *testing.T) {
	tests := []struct{ latin, other string }{
		{"Marvolin Tribune", "Марволин Трибюн"},
		{"Kalpendar Times", "Калпендар Таймс"},
		{"Norlink", "Норлинк"},
		{"Norlink", "نورلينك"},
		{"Norlink", "Νορλίνκ"},
		{"Norlink", "नॉरलिंक"},
		{"Norlink", "נורלינק"},
		{"Norlink", "노링크"},
		{"Norlink", "ノーリンク"},
		{"Velmora Post", "Βελμόρα Ποστ"},
		{"Velmora Post", "ベルモラ・ポスト"},
		{"Велмора Пост", "벨모라 포스트"},
	}
	for _, tt := range tests {
		if !builtIn.Same(tt.latin, tt.other) {
			t.Errorf("%s and %s are two (%q, %q)", tt.latin, tt.other, text.SoundOf(tt.latin).Key(), text.SoundOf(tt.other).Key())
		}
	}
	for _, tt := range tests[:2] {
		if builtIn.Same(tt.latin, "Обзор Ларска") {
			t.Errorf("%s is another", tt.latin)
		}
	}
}

// A person that no table knows is one in all scripts.
func TestUnknownPersonMeets(t *testing.T) {
	docs := read(
		[4]string{"en", "", "en", "“The bridge is closed,” engineer Mirela Tosk said on Friday."},
		[4]string{"ru", "", "ru", "«Мост закрыт», — сказала инженер Мирела Тоск в пятницу."},
		[4]string{"uk", "", "uk", "«Міст закрито», — сказала інженерка Мірела Тоск у п’ятницю."},
		[4]string{"ar", "", "ar", "قالت المهندسة ميريلا توسك إن الجسر مغلق منذ صباح الجمعة."},
		[4]string{"hi", "", "hi", "इंजीनियर मिरेला टोस्क ने कहा कि पुल शुक्रवार सुबह से बंद है।"},
		[4]string{"ko", "", "ko", "기술자 미렐라 토스크는 다리가 금요일부터 폐쇄됐다고 말했다."},
		[4]string{"ja", "", "ja", "技術者のミレラ・トスクは、橋は金曜日から閉鎖されていると述べた。"},
	)
	_, sources, err := Find(t.Context(), docs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := sourceNamed(sources, "Mirela Tosk")
	if s == nil || s.Kind != stemma.SourcePerson {
		t.Fatalf("no Mirela Tosk among %+v", sources)
	}
	for _, d := range docs {
		if !slices.Contains(s.CitedBy, d.Article.ID) {
			t.Errorf("cited by %v, want %s among them", s.CitedBy, d.Article.ID)
		}
	}
	if t.Failed() {
		t.Logf("%+v", sources)
	}
}

// What names of outlets are made of.
func TestIsTitle(t *testing.T) {
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"The Lowland Times": true, "Morning Lantern": true, "Larn Today": true, "Radio Larn": true, "해안일보": true,
		"Larn Broadcasting Corporation": true, "Larn News Service": true, "Larn Post Office": false, "Times": false, "Dana Rook": false, "": false,
	} {
		if got := know.outlets.isTitle(name); got != want {
			t.Errorf("isTitle(%q) = %v, want %v", name, got, want)
		}
	}
}

func FuzzReadOutlets(f *testing.F) {
	f.Add("agency Norlink | Норлинк* | نورلينك\noutlet =NORD | ~Quay\n", "Norlink reported. =NORD")
	f.Add("title Bote\nending 신문\nprefix لل=ال\n", "قال للأناضول")
	f.Add("outlet \u0301 | ー\n", "ー \u0301 (\u0301) — \u0301")
	f.Add("prefix =x\noutlet abcde", "abcde")
	f.Fuzz(func(t *testing.T, data, s string) {
		if len(data) > 1<<14 || len(s) > 1<<12 {
			return
		}
		o, err := ReadOutlets(strings.NewReader(data))
		if err != nil {
			return
		}
		s = strings.ToValidUTF8(s, "\uFFFD")
		d := text.Read(stemma.Article{ID: "a", Outlet: strings.ToValidUTF8(data, "\uFFFD"), Text: s})
		got, _, err := Find(t.Context(), []*text.Document{d}, Options{Outlets: o})
		if err != nil {
			t.Fatal(err)
		}
		checkSpans(t, d.Article.Text, got)
	})
}

// Every start of the program pays for this.
func BenchmarkParseOutlets(b *testing.B) {
	b.SetBytes(int64(len(outletData)))
	for b.Loop() {
		if _, err := parseOutlets(outletData, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFindOutlets is what looking for names adds to each token.
func BenchmarkFindOutlets(b *testing.B) {
	know, err := loadKnowledge()
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range bridge {
		d := read(a)[0]
		toks := tokenise(d, apostropheInside)
		b.Run(a[2], func(b *testing.B) {
			for b.Loop() {
				for i := range toks {
					know.outlets.find(d.Article.Text, toks, i)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(toks)), "ns/token")
		})
	}
}
