package train

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stemma-news/stemma/vector"
)

// Two invented languages: word i of English is word i of theirs.
var (
	english  = strings.Fields("river bridge minister harbour school market doctor winter letter engine garden station judge island factory")
	northish = strings.Fields("vodra mestun ravnik pristal skulan tergov lekarm zimun pismar dvigul gradar stanec sudnik otokar fabrun")
	southish = strings.Fields("قرمود جسترا وزيمن مرفان مدرسن سوقات طبيشو شتارن رسامل محرقن حديغا محطون قاضيل جزيران مصنوع")
)

// writeCorpus makes a folder of two languages with English: sentences of four words, and every word as an entry.
func writeCorpus(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, words := range map[string][]string{"nn": northish, "ss": southish} {
		rng := rand.New(rand.NewPCG(3, 4)) // the same English in both, to pair them with each other
		var b strings.Builder
		for i, w := range words {
			fmt.Fprintf(&b, "test\t%s\t%s\n", english[i], w)
		}
		for range 200 {
			var en, to []string
			for range 4 {
				i := rng.IntN(len(words))
				en, to = append(en, english[i]), append(to, words[i])
			}
			fmt.Fprintf(&b, "test\t%s\t%s\n", strings.Join(en, " "), strings.Join(to, " "))
		}
		writeLanguage(t, dir, name, b.String())
	}
	return dir
}

func writeLanguage(t *testing.T, dir, name, text string) {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".tsv.zst"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func options(dir string) Options {
	o := Defaults()
	o.Dir, o.Rows, o.Batches, o.Batch, o.Pivoted = dir, 2000, 120, 32, 0.2
	return o
}

func table(t *testing.T, o Options) (*vector.Static, []byte) {
	t.Helper()
	rows, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := vector.Encode(&b, rows, 8); err != nil {
		t.Fatal(err)
	}
	m, err := vector.Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return m, b.Bytes()
}

// TestRun trains on two invented languages and wants every word to find its translation, also from one of them to
// the other.
func TestRun(t *testing.T) {
	dir := writeCorpus(t)
	m, file := table(t, options(dir))
	vectorsOf := func(words []string) [][]float32 {
		vs, err := m.Vectors(context.Background(), words)
		if err != nil {
			t.Fatal(err)
		}
		return vs
	}
	en, nn, ss := vectorsOf(english), vectorsOf(northish), vectorsOf(southish)
	for name, side := range map[string][2][][]float32{"nn-en": {nn, en}, "ss-en": {ss, en}, "nn-ss": {nn, ss}} {
		hits := 0
		for i, v := range side[0] {
			if nearest(v, side[1]) == i {
				hits++
			}
		}
		if hits < len(english)-1 {
			t.Errorf("%s: %d of %d words find their translation", name, hits, len(english))
		}
	}
	old := runtime.GOMAXPROCS(3)
	_, again := table(t, options(dir))
	runtime.GOMAXPROCS(old)
	if !bytes.Equal(file, again) {
		t.Error("three cores made another table")
	}
}

// nearest returns which of the vectors has the largest cosine.
func nearest(v []float32, of [][]float32) int {
	best := 0
	for i, o := range of {
		if vector.Dot(v, o) > vector.Dot(v, of[best]) {
			best = i
		}
	}
	return best
}

func TestRunReportsProgress(t *testing.T) {
	o := options(writeCorpus(t))
	var log strings.Builder
	o.Batches, o.Log = report, &log
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("batch %d of %d, loss ", report, report); !strings.Contains(log.String(), want) {
		t.Errorf("log %q lacks %q", log.String(), want)
	}
}

func TestRunFails(t *testing.T) {
	broken := t.TempDir()
	writeLanguage(t, broken, "xx", "test\tonly two columns\n")
	empty := t.TempDir()
	writeLanguage(t, empty, "xx", "test\t!!\t??\n")
	for _, c := range []struct {
		name, want string
		o          Options
	}{
		{"no folder", "no LANG.tsv.zst", options(t.TempDir())},
		{"a broken line", "xx.tsv.zst:1: want source", options(broken)},
		{"no features", "no pairs", options(empty)},
		{"odd batch", "multiple of 32", Options{Dir: broken, Rows: 10, Batch: 33}},
	} {
		if _, err := Run(context.Background(), c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, options(writeCorpus(t))); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestQuota: a small language gets as many rows as a large one, as long as it has features.
func TestQuota(t *testing.T) {
	list := func(from, n int, score float32) (cs []candidate) {
		for i := range n {
			cs = append(cs, candidate{uint32(from + i), score})
		}
		return cs
	}
	v := divide([][]candidate{list(0, 100, 9), list(1000, 100, 1), list(2000, 3, 1), list(3000, 100, 99)}, 53)
	got := map[uint32]int{}
	for _, b := range v.buckets {
		got[b/1000]++
	}
	// Rounds of 1, 1, 1 and 3 for English: three until the third is used up, then seven of 1, 1 and 3.
	if want := map[uint32]int{0: 10, 1: 10, 2: 3, 3: 30}; !equalCounts(got, want) {
		t.Errorf("rows by language %v, want %v", got, want)
	}
}

func equalCounts(a, b map[uint32]int) bool {
	for k := range b {
		if a[k] != b[k] {
			return false
		}
	}
	return len(a) == len(b)
}
