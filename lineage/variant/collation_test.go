package variant

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// passagesOf are texts, by their words or, written without spaces, by their
// characters; the witnesses are numbered as the texts are.
func passagesOf(book *Book, texts ...string) []Passage {
	all := make([]int, len(texts))
	for i := range all {
		all[i] = i
	}
	return book.Passages(all, func(i int) []int32 {
		words := strings.Fields(texts[i])
		if len(words) == 1 {
			words = strings.Split(texts[i], "")
		}
		var out []int32
		for _, w := range words {
			out = append(out, book.Number(w))
		}
		return out
	})
}

// tableOf collates texts and writes each place as "word/word", omissions as "–",
// and what is silent as ".".
func tableOf(t *testing.T, texts ...string) []string {
	t.Helper()
	book := NewBook()
	c, err := Collate(t.Context(), passagesOf(book, texts...), book, math.MaxInt32)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for k := range c.Places {
		p := &c.Places[k]
		var row []string
		for _, r := range p.Readings {
			switch {
			case r == Lacuna:
				row = append(row, ".")
			case p.Words[r] == NoWord:
				row = append(row, "–")
			default:
				row = append(row, book.Form(p.Words[r]))
			}
		}
		out = append(out, strings.Join(row, "/"))
	}
	return out
}

func TestCollate(t *testing.T) {
	tests := []struct {
		name  string
		texts []string
		want  []string
	}{
		{"another word", []string{"the ferry left at dawn", "the ferry left at noon", "the ferry left at dawn"}, []string{"dawn/noon/dawn"}},
		{"one text", []string{"the ferry left at dawn", "the ferry left at dawn"}, nil},
		{"an omission is one decision", []string{"the old ferry of Arlow left at dawn", "the ferry left at dawn"}, []string{"old/–", "of/–"}},
		{"a misspelling stands under its word", []string{"forty passengers came ashore", "forty pasengers quickly came ashore"}, []string{"passengers/pasengers", "–/quickly"}},
		{"other scripts", []string{"паром ушёл на рассвете из Арлова", "паром ушёл в полдень из Арлова"}, []string{"на/в", "рассвете/полдень"}},
	}
	for _, tt := range tests {
		if got := tableOf(t, tt.texts...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCollateOrder: a collation hangs on the texts and not on their order.
func TestCollateOrder(t *testing.T) {
	texts := []string{
		"the miller lent him a chair and the widow a blanket",
		"the miller lent hym a stool and the widow a blanket",
		"the miler lent him a stool and the old widow her blanket",
		"the miller lent him and the widow a blanket",
	}
	count := len(tableOf(t, texts...))
	for range 6 {
		rand.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		if got := len(tableOf(t, texts...)); got != count {
			t.Errorf("%d places, and %d in another order: %q", count, got, texts)
		}
	}
}

// TestCollateScripts: words are collated whatever they are written with.
func TestCollateScripts(t *testing.T) {
	tests := []struct {
		name  string
		texts []string
		want  []string
	}{
		{
			"Arabic",
			[]string{"غادرت العبارة الميناء عند الفجر", "غادرت العبارة الميناء عند الظهر", "غادرت العبارة القديمة الميناء عند الفجر"},
			[]string{"–/–/القديمة", "الفجر/الظهر/الفجر"},
		},
		{
			"Devanagari",
			[]string{"नाव सुबह घाट से निकली", "नाव शाम घाट से निकली", "नाव सुबह घाट से चली"},
			[]string{"सुबह/शाम/सुबह", "निकली/निकली/चली"},
		},
		{"Greek", []string{"ο γέρος είπε λόγια πολλά", "ο γέρος είπε λόγια λίγα"}, []string{"πολλά/λίγα"}},
	}
	for _, tt := range tests {
		got := tableOf(t, tt.texts...)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCollateWithoutSpaces: what is written without spaces differs in few places
// where few of its characters do.
func TestCollateWithoutSpaces(t *testing.T) {
	got := tableOf(t, "渡船黎明时分离开码头", "渡船中午时分离开码头", "渡船黎明时分离开码头")
	if len(got) == 0 || len(got) > 4 {
		t.Errorf("places %q", got)
	}
	for _, row := range got {
		if r := strings.Split(row, "/"); len(r) != 3 || r[0] != r[2] {
			t.Errorf("the first and third text are the same: %q", row)
		}
	}
}

// omissionsOf writes the omissions of rows of words, "." for none, as "x" where
// they say nothing new.
func omissionsOf(rows ...string) []string {
	columns := make([]column, len(rows[0]))
	for i := range columns {
		columns[i].row = make([]int32, len(rows))
		for w, row := range rows {
			if row[i] != '.' {
				columns[i].put(w, int32(row[i]))
			}
		}
	}
	marks := omissions(columns, len(rows))
	out := make([]string, len(rows))
	for w := range rows {
		for i := range columns {
			if marks[i][w] {
				out[w] += "x"
			} else {
				out[w] += rows[w][i : i+1]
			}
		}
	}
	return out
}

func TestOmissions(t *testing.T) {
	tests := []struct {
		name       string
		rows, want []string
	}{
		{"nothing left out", []string{"abc", "abd"}, []string{"abc", "abd"}},
		{"many words, one decision", []string{"abcde", "abcde", "a...e"}, []string{"abcde", "abcde", "a.xxe"}},
		{"two decisions", []string{"abcde", "abcde", "a.c.e"}, []string{"abcde", "abcde", "a.c.e"}},
		{"an addition of many words", []string{"abcde", "a...e", "a...e"}, []string{"abcde", "a.xxe", "a.xxe"}},
	}
	for _, tt := range tests {
		if got := omissionsOf(tt.rows...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	c := column{row: []int32{5, NoWord, 7}, words: []int32{5, 7}, held: 2}
	// Five articles; the first and last have one passage.
	p, ok := placeOf(&c, []bool{false, false, true}, []int{0, 1, 2, 1, 0})
	if !ok || !slices.Equal(p.Readings, []int16{0, 1, Lacuna, 1, 0}) || !slices.Equal(p.Held, []int32{2, 2}) || !slices.Equal(p.Words, []int32{5, NoWord}) {
		t.Errorf("place %+v, %v", p, ok)
	}
	if _, ok := placeOf(&c, []bool{false, true, true}, []int{0, 1, 2}); ok {
		t.Error("one reading is no difference")
	}
}

// TestPlaceOfMany: a place may have more witnesses than an int16 counts, and more
// readings.
func TestPlaceOfMany(t *testing.T) {
	const articles = 40000
	class := make([]int, articles)
	class[7] = 1
	c := column{row: []int32{5, 6}, words: []int32{5, 6}, held: 2}
	if p, ok := placeOf(&c, make([]bool, 2), class); !ok || p.Held[0] != articles-1 {
		t.Errorf("%d have the first reading", p.Held[0])
	}
	c = column{row: make([]int32, articles)}
	for i := range class {
		class[i], c.row[i] = i, int32(i+1)
	}
	p, _ := placeOf(&c, make([]bool, articles), class)
	if slices.Min(p.Readings) < Lacuna || len(p.Held) > maxReadings {
		t.Errorf("%d readings, one of them numbered %d", len(p.Held), slices.Min(p.Readings))
	}
}
