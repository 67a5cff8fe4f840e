package attribution

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Names in one script are one only letter by letter, or but for case endings.
func TestNamesOfOneScript(t *testing.T) {
	tests := []struct {
		lang, a string
		other   string // language of b
		b       string
		one     bool
	}{
		{"en", "Tom Harris", "en", "Tim Harris", false},
		{"en", "Tom Harris", "en", "tom harris", true},
		{"en", "Maria Keller", "en", "Mario Keller", false},
		{"ru", "Мария Келлер", "ru", "Марио Келлер", false},
		{"pl", "Paula Keller", "pl", "Paulo Keller", false},
		{"en", "Jan Dor", "en", "Jana Dor", false},
		{"cs", "Jan Novel", "cs", "Jana Novel", false},
		{"cs", "Jan Novel", "cs", "Jana Novela", true},
		{"en", "John Smith", "en", "Joan Smith", false},
		{"en", "Warren", "en", "Warner", false},
		{"pl", "Warren", "pl", "Warner", false},
		{"en", "John Harris", "en", "John Harrison", false},
		{"en", "Daily Record", "en", "Daily Recorder", false},
		{"fr", "Jean-Pierre Varnel", "fr", "Jean Pierre Varnel", true},
		{"es", "Inés Larreta", "es", "Ines Larreta", true},
		{"ru", "Тобиаса Ренна", "ru", "Тобиас Ренн", true},
		{"ru", "Тобиаса Ренна", "ru", "Тобиасом Ренном", true},
		{"ru", "Тобиаса Ренна", "ru", "Матиаса Ренна", false},
		{"ru", "Ренна", "ru", "Ренн", true},
		{"pl", "Tobiasa Renna", "en", "Tobias Renn", true},
		{"pl", "Tobiasz Renn", "en", "Tobias Renn", false},
		{"en", "", "en", "", false},
	}
	for _, tt := range tests {
		x := caseIndex{}
		x.add(newWrittenName(tt.lang, tt.a, 7))
		_, one := x.find(newWrittenName(tt.other, tt.b, 0))
		if one = one || tt.a != "" && text.SoundOf(tt.a).Key() == text.SoundOf(tt.b).Key(); one != tt.one {
			t.Errorf("%s %q, %s %q: one is %v, want %v", tt.lang, tt.a, tt.other, tt.b, one, tt.one)
		}
	}
}

// speakers returns the sources of all attributions in the order of the text, each
// by the number of its first.
func speakers(t *testing.T, articles ...[4]string) []int {
	t.Helper()
	got, _ := find(t, articles...)
	var ids []string
	var out []int
	for _, a := range got {
		k := slices.Index(ids, a.Source.Source)
		if k < 0 {
			k, ids = len(ids), append(ids, a.Source.Source)
		}
		out = append(out, k)
	}
	return out
}

// Who speaks within an article: others of the same name or office are others.
func TestSpeakersOfAnArticle(t *testing.T) {
	tests := []struct {
		lang, text string
		want       []int
	}{
		{"en", "Tom Harris said that the bridge was closed. Tim Harris said that it was open.", []int{0, 1}},
		{"en", "Tom Harris said that the bridge was closed. Harris added that it was old. Tim Harris said that it was open. Harris added that it was new.", []int{0, 0, 1, 1}},
		{"en", "The mayor of Larn said that the bridge was closed. The mayor of Velmar said that it was open.", []int{0, 1}},
		{"en", "The mayor of Larn said that the bridge was closed. The mayor of Velmar said that it was open. The mayor added that it was new. The mayor of Larn denied that it was open.", []int{0, 1, 1, 0}},
		{"en", "The mayor of Larn said that the bridge was closed. The mayor added that it was old.", []int{0, 0}},
		{"en", "The mayor said that the bridge was closed. The mayor of Larn added that it was old. The mayor of Velmar said that it was open.", []int{0, 0, 1}},
		{"de", "Die Bürgermeisterin von Larn sagte, dass die Brücke gesperrt sei. Die Bürgermeisterin von Velmar sagte, dass sie offen sei.", []int{0, 1}},
		{"en", "The Velmar mayor said that the bridge was open. The Larn mayor said that it was closed. The mayor added that it was new.", []int{0, 1, 1}},
		{"hi", "लार्न के महापौर ने कहा कि पुल बंद है। वेलमार के महापौर ने कहा कि पुल खुला है।", []int{0, 1}},
		{"ru", "Мэр Ларна сказал, что мост закрыт. Мэр Велмара сказал, что мост открыт. Мэр добавил, что мост новый.", []int{0, 1, 1}},
		{"es", "El alcalde de Larn dijo que el puente estaba cerrado. El alcalde de Velmar dijo que estaba abierto. El alcalde añadió que era nuevo.", []int{0, 1, 1}},
		{"ar", "قال رئيس بلدية لارن إن الجسر مغلق. وقال رئيس بلدية فيلمار إن الجسر مفتوح.", []int{0, 1}},
		{"ar", "قال رئيس بلدية لارن إن الجسر مغلق. وأضاف رئيس البلدية أن الجسر قديم.", []int{0, 0}},
	}
	for _, tt := range tests {
		if got := speakers(t, [4]string{"a", "", tt.lang, tt.text}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s\n   %v, want %v", tt.lang, tt.text, got, tt.want)
		}
	}
}

// Names of articles in two languages meet by sound, but not single words for
// persons, and not two people of one language in one of another.
func TestPersonsAcrossScripts(t *testing.T) {
	tests := []struct {
		name     string
		articles [][4]string
		persons  int
	}{
		{"full names", [][4]string{{"a", "", "en", "Tobias Renn said that the bridge was closed."}, {"b", "", "ru", "Тобиас Ренн сказал, что мост закрыт."}}, 1},
		{"cases", [][4]string{{"a", "", "en", "Tobias Renn said that the bridge was closed."}, {"b", "", "ru", "По словам Тобиаса Ренна, мост закрыт. Тобиас Ренн сказал, что он открыт."}}, 1},
		{"single words", [][4]string{{"a", "", "en", "Darwand said that the bridge was closed."}, {"b", "", "ru", "Дарванд сказал, что мост закрыт."}}, 2},
		{"two of one language", [][4]string{{"a", "", "en", "Tobias Renn said that the bridge was closed."}, {"b", "", "ru", "Тобиас Ренн сказал, что мост закрыт."}, {"c", "", "en", "Tobiah Renn said that the bridge was open."}}, 2},
	}
	for _, tt := range tests {
		_, sources := find(t, tt.articles...)
		if n := countKind(sources, stemma.SourcePerson); n != tt.persons {
			t.Errorf("%s: %d persons, want %d: %s", tt.name, n, tt.persons, fmt.Sprint(sources))
		}
	}
}

// The particulars of an agency's unnamed source tell two of them apart in
// articles of one language; others say too little.
func TestUnnamedSourcesOfOneAgency(t *testing.T) {
	ministry := [4]string{"a", "", "en", "A ministry source told Reuters that the bridge would stay closed."}
	police := [4]string{"b", "", "en", "A police source told Reuters that the bridge would stay closed."}
	plain := [4]string{"c", "", "en", "A source told Reuters that the bridge would stay closed."}
	russian := [4]string{"d", "", "ru", "Мост останется закрытым, сообщает агентство Рейтер со ссылкой на источник в полиции."}
	tests := []struct {
		name     string
		articles [][4]string
		want     int
	}{
		{"two", [][4]string{ministry, police}, 2},
		{"the same again", [][4]string{ministry, police, {"e", "", "en", ministry[3]}}, 2},
		{"one says nothing", [][4]string{ministry, plain}, 1},
		{"two languages", [][4]string{ministry, russian}, 1},
	}
	for _, tt := range tests {
		_, sources := find(t, tt.articles...)
		if n := countKind(sources, stemma.SourceUnnamed); n != tt.want {
			t.Errorf("%s: %d unnamed sources, want %d: %+v", tt.name, n, tt.want, sources)
		}
	}
}

// countKind tells how many sources are of a kind.
func countKind(sources []stemma.Source, kind stemma.SourceKind) int {
	n := 0
	for _, s := range sources {
		if s.Kind == kind {
			n++
		}
	}
	return n
}
