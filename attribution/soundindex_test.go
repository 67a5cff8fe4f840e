package attribution

import (
	"fmt"
	"testing"

	"github.com/stemma-news/stemma/text"
)

// Of several names in other scripts that sound alike the most alike counts.
func TestSoundIndex(t *testing.T) {
	x := newSoundIndex()
	for i, name := range []string{"Velmara Posta", "Velmora Post", "Lowland Times", "Велмора Пост", "노링크"} {
		x.add(text.SoundOf(name), i)
	}
	for _, c := range []struct {
		name    string
		foreign int // -1: none
	}{
		{"ベルモラ・ポスト", 1},
		{"ולמורה פוסט", 1},
		{"Велмора Пост", 1},
		{"Velmora Post", 3},
		{"لولاند تايمز", 2},
		{"لولاند بوست", -1},
		{"Norlink", 4},
		{"路兰时报", -1},
		{"", -1},
		{"...", -1},
	} {
		foreign := -1
		if id, ok := x.foreign(text.SoundOf(c.name)); ok {
			foreign = id
		}
		if foreign != c.foreign {
			t.Errorf("%s: %d in other scripts, want %d", c.name, foreign, c.foreign)
		}
	}
}

// What a report calls an outlet by its sound is the article of that outlet,
// and not that of its neighbour.
func TestCitedByItsSound(t *testing.T) {
	docs := read(
		[4]string{"a", "Velmora Post", "en", "The bridge is closed, the harbour office said on Friday."},
		[4]string{"b", "Velmora Times", "en", "The bridge will open again on Monday, the mayor said."},
		[4]string{"ja", "", "ja", "ベルモラ・ポストによると、橋は閉鎖されている。"},
		[4]string{"ru", "", "ru", "Мост закрыт, сообщает «Велмора Пост»."},
		[4]string{"el", "", "el", "Η γέφυρα έκλεισε, σύμφωνα με τη Βελμόρα Ποστ."},
	)
	_, sources, err := Find(t.Context(), docs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := sourceNamed(sources, "Velmora Post")
	if s == nil || s.Article != "a" {
		t.Fatalf("no article of the Velmora Post: %+v", sources)
	}
	if got := fmt.Sprint(s.CitedBy); got != "[el ja ru]" {
		t.Errorf("cited by %s: %+v", got, sources)
	}
}

func BenchmarkSoundIndex(b *testing.B) {
	x := newSoundIndex()
	for i := range 2000 {
		x.add(text.SoundOf(fmt.Sprintf("Velmora%c%c Post", 'a'+i%26, 'a'+i/26%26)), i)
	}
	sound := text.SoundOf("ベルモラ・ポスト")
	for b.Loop() {
		x.foreign(sound)
	}
}
