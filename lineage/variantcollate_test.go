package lineage

import (
	"slices"
	"strings"
	"testing"
)

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
		got := tableOf(tt.texts...)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCollateWithoutSpaces: what is written without spaces differs in few places
// where few of its characters do.
func TestCollateWithoutSpaces(t *testing.T) {
	got := tableOf("渡船黎明时分离开码头", "渡船中午时分离开码头", "渡船黎明时分离开码头")
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
	c := column{row: []int32{5, noWord, 7}, words: []int32{5, 7}, held: 2}
	// Five articles; the first and last have one passage.
	p, ok := placeOf(&c, []bool{false, false, true}, []int{0, 1, 2, 1, 0})
	if !ok || !slices.Equal(p.readings, []int16{0, 1, lacuna, 1, 0}) || !slices.Equal(p.held, []int32{2, 2}) || !slices.Equal(p.words, []int32{5, noWord}) {
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
	if p, ok := placeOf(&c, make([]bool, 2), class); !ok || p.held[0] != articles-1 {
		t.Errorf("%d have the first reading", p.held[0])
	}
	c = column{row: make([]int32, articles)}
	for i := range class {
		class[i], c.row[i] = i, int32(i+1)
	}
	p, _ := placeOf(&c, make([]bool, articles), class)
	if slices.Min(p.readings) < lacuna || len(p.held) > maxReadings {
		t.Errorf("%d readings, one of them numbered %d", len(p.held), slices.Min(p.readings))
	}
}

func TestSpelledAlike(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"العبارة", "العباره", true},
		{"मछुआरे", "मछुवारे", true},
		{"καθηγητής", "καθηγητὴς", true},
		{"العبارة", "الفجر", false},
		{"渡船", "码头", false},
		{"", "", false},
		{"", "ferry", false},
	}
	for _, tt := range tests {
		b := newWordbook()
		b.forms, b.spelt = append(b.forms, tt.a, tt.b), append(b.spelt, spellingOf(tt.a), spellingOf(tt.b))
		if got := b.alike(1, 2); got != tt.want {
			t.Errorf("alike(%q, %q) = %v", tt.a, tt.b, got)
		}
		if b.alike(1, 2) != b.alike(2, 1) {
			t.Errorf("%q is like %q, but not the other way round", tt.a, tt.b)
		}
	}
}

func TestByWording(t *testing.T) {
	book := newWordbook()
	var list []passage
	for i, s := range []string{"the old ferry left the quay at dawn", "the ferry left the quay at dawn", "le bac a quitté le quai", "le vieux bac a quitté le quai"} {
		p := passage{who: []int{i}}
		for w := range strings.FieldsSeq(s) {
			n := slices.Index(book.forms, w)
			if n < 0 {
				n = len(book.forms)
				book.forms = append(book.forms, w)
			}
			p.words = append(p.words, int32(n))
		}
		p.bag = slices.Sorted(slices.Values(p.words))
		list = append(list, p)
	}
	parts, err := byWording(t.Context(), list)
	if err != nil || len(parts) != 2 || len(parts[0]) != 2 || len(parts[1]) != 2 {
		t.Errorf("%d parts, %v", len(parts), err)
	}
}

// TestByWordingIsBounded: of hundreds of texts without a word in common each is a
// part of its own, and not each is compared with all.
func TestByWordingIsBounded(t *testing.T) {
	var list []passage
	for i := range 3 * maxWordings {
		words := []int32{int32(i + 1)}
		list = append(list, passage{words: words, bag: words, who: []int{i}})
	}
	list = append(list, passage{words: []int32{1}, bag: []int32{1}}, passage{words: []int32{3 * maxWordings}, bag: []int32{3 * maxWordings}})
	parts, err := byWording(t.Context(), list)
	if err != nil || len(parts) != 3*maxWordings+1 {
		t.Errorf("%d parts, %v", len(parts), err)
	}
}
