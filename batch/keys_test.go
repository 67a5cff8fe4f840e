package batch

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/reuse"
)

// TestWindowsMeet: any two days that are near have a window in common, and meet in one.
func TestWindowsMeet(t *testing.T) {
	for _, days := range []int{1, 3, 7} {
		s := spanOf(days)
		for a := Day(-70); a < 70; a++ {
			for b := a; b <= a+Day(2*days); b++ {
				both := 0
				for _, w := range s.windows(a) {
					if slices.Contains(s.windows(b), w) && s.meet(a, b) == w {
						both++
					}
				}
				if near := int(b-a) <= days; near != s.near(a, b) || near && both != 1 {
					t.Fatalf("%d days: %d and %d meet %d times", days, a, b, both)
				}
			}
		}
	}
	s := spanOf(7)
	if s.near(Undated, 3) || !s.near(Undated, Undated) || !slices.Equal(s.windows(Undated), []int32{int32(Undated)}) {
		t.Error("undated articles are near one another alone")
	}
	if all := spanOf(-1); !all.near(Undated, 3) || all.windows(3)[0] != all.windows(Undated)[0] {
		t.Error("without windows all are near")
	}
}

// TestPassageKeys: two texts that have a run of 11 words in common, wherever it
// stands, have a key of a passage in common, in scripts with and without spaces.
func TestPassageKeys(t *testing.T) {
	for name, run := range map[string]string{
		"letters": strings.Join(strings.Fields(prose(7, 1))[:11], " "),
		"han":     "港务局长在星期二表示两艘渡轮在港口外相撞数十名乘客被送往医院救治无人死亡调查仍在进行",
		"thai":    "เรือข้ามฟากสองลำชนกันนอกท่าเรือเมื่อวันอังคารผู้โดยสารหลายสิบคนถูกนำส่งโรงพยาบาลไม่มีผู้เสียชีวิต",
	} {
		for seed := range 20 {
			a, _ := textKeys("a", prose(100+seed, seed%4)+" "+run+" "+prose(200+seed, 3))
			b, _ := textKeys("b", prose(300+seed, 3)+" "+run+" "+prose(400+seed, seed%5))
			if !slices.ContainsFunc(a, func(k keyed) bool { return k.kind == keyPassage && slices.Contains(b, k) }) {
				t.Errorf("%s, %d: no key in common", name, seed)
			}
		}
	}
	for _, s := range []string{"", "one", "one two three four", strings.Repeat("again ", 5000)} {
		if keys, _ := textKeys("a", s); len(keys) > 1+bands+familyBands {
			t.Errorf("%d keys of %.20q", len(keys), s)
		}
	}
	if keys, _ := textKeys("a", prose(1, 2000)); len(keys) > mostPassages+bands+familyBands {
		t.Errorf("%d keys of a long text", len(keys))
	}
}

// TestLeastHashes: how many of them are equal is about the share of the shingles
// that two texts have in common, and texts that share most have a band in common.
func TestLeastHashes(t *testing.T) {
	same := func(a, b string) (least, bits int) {
		x, _ := reuse.Shingles(a)
		y, _ := reuse.Shingles(b)
		p, q := leastHashes(x), leastHashes(y)
		for i := range p {
			if p[i] == q[i] {
				least++
			}
		}
		m, n := Member{Sketch: sketchOf(p)}, Member{Sketch: sketchOf(q)}
		if areOneText(&m, &n) {
			bits++
		}
		return least, bits
	}
	var half, most, one, none int
	for seed := range 20 {
		common := prose(seed, 10)
		a, b := same(common+" "+prose(100+seed, 5), common+" "+prose(200+seed, 5))
		half += a
		none += b
		a, b = same(common+" "+prose(300+seed, 1), common)
		most += a
		one += b
	}
	const n = 20 * bands * rows
	if got := float64(half) / n; got < 0.45 || got > 0.55 { // 10 of 20 sentences
		t.Errorf("%.2f of the least hashes of texts that share half", got)
	}
	if got := float64(most) / n; got < 0.87 || got > 0.95 { // 10 of 11
		t.Errorf("%.2f of the least hashes of texts that share ten of eleven sentences", got)
	}
	if one < 16 || none > 1 {
		t.Errorf("%d of 20 copies are told by their sketches, and %d of 20 that share half", one, none)
	}
}

// TestKeyBytes: a key is read as it was written.
func TestKeyBytes(t *testing.T) {
	for _, window := range []int32{0, -3, 700, int32(Undated)} {
		k := keyed{keyPassage, 1<<63 + 5}
		if got, w, err := keyOf(k.in(window)); err != nil || got != k || w != window {
			t.Errorf("%v %d %v", got, w, err)
		}
	}
	if _, _, err := keyOf([]byte("short")); err == nil {
		t.Error("half a key is read")
	}
}

// TestDayOf: an article is of the day that it was published, or else captured.
func TestDayOf(t *testing.T) {
	for want, a := range map[string]stemma.Article{
		"2031-03-04": {Published: time.Date(2031, 3, 5, 1, 0, 0, 0, time.FixedZone("", 2*3600)), PublishedPrecision: stemma.PrecisionMinute},
		"1969-12-31": {Published: time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionDay},
		"2030-01-02": {PublishedPrecision: stemma.PrecisionNone, Extra: map[string]json.RawMessage{"captured": json.RawMessage(`"2030-01-02T03:04:05Z"`)}},
		"undated":    {Extra: map[string]json.RawMessage{"captured": json.RawMessage(`{"on":"Monday"}`)}},
	} {
		if got := DayOf(&a).String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestDayOfWildDates: a copy of a page is of no day before the web nor after it was taken; of what was
// not copied any day of some centuries is one.
func TestDayOfWildDates(t *testing.T) {
	for _, test := range []struct{ published, captured, want string }{
		{"1970-01-01", "2031-03-04", "2031-03-04"},
		{"2099-12-31", "2031-03-04", "2031-03-04"},
		{"2031-03-06", "2031-03-04", "2031-03-06"},
		{"2031-03-07", "2031-03-04", "2031-03-04"},
		{"1995-03-07", "2031-03-04", "1995-03-07"},
		{"1885-05-01", "", "1885-05-01"},
		{"0001-01-02", "", "undated"},
		{"9999-12-31", "", "undated"},
		{"9999-12-31", "9999-12-31", "undated"},
	} {
		a := stemma.Article{PublishedPrecision: stemma.PrecisionDay}
		a.Published, _ = time.Parse(time.DateOnly, test.published)
		if test.captured != "" {
			a.Extra = map[string]json.RawMessage{capturedField: json.RawMessage(`"` + test.captured + `T12:00:00Z"`)}
		}
		if got := DayOf(&a).String(); got != test.want {
			t.Errorf("published %s, captured %s: %s, want %s", test.published, test.captured, got, test.want)
		}
	}
}
