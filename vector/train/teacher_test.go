package train

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// writeLectures gives the words of two languages the vectors of a teacher to whom word i of both is the same.
func writeLectures(t *testing.T, dir string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(8, 9))
	var numbers []byte
	for range english {
		for range teacherDim {
			// All of one sign: the teacher's vectors lie in a narrow cone.
			numbers = binary.LittleEndian.AppendUint32(numbers, math.Float32bits(1+rng.Float32()))
		}
	}
	for lang, words := range map[string][]string{"en": english, "tt": taughtWords} {
		writeFile(t, filepath.Join(dir, lang+".word.tsv"), strings.Join(words, "\n")+"\n")
		writeFile(t, filepath.Join(dir, lang+".word.f32"), string(numbers))
	}
}

// A third language, of which there is no parallel text.
var taughtWords = strings.Fields("joki silta valtio satama koulu torinen laakari talvinen kirjeet kone puisto asemat tuomari saaret tehdas")

// TestTeacher wants words to find their translation in a language that only the teacher knows.
func TestTeacher(t *testing.T) {
	o := options(writeCorpus(t))
	o.Teacher, o.Taught, o.Sentences, o.Batches = t.TempDir(), 0.5, 0.5, 300
	writeLectures(t, o.Teacher)
	m, _ := table(t, o)
	en, err := m.Vectors(context.Background(), english)
	if err != nil {
		t.Fatal(err)
	}
	tt, err := m.Vectors(context.Background(), taughtWords)
	if err != nil {
		t.Fatal(err)
	}
	hits := 0
	for i := range tt {
		if nearest(tt[i], en) == i {
			hits++
		}
	}
	if hits < len(english)-1 {
		t.Errorf("%d of %d words find their translation", hits, len(english))
	}
}

func TestTeacherFails(t *testing.T) {
	o := options(writeCorpus(t))
	o.Teacher, o.Taught = t.TempDir(), 0.5
	if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "no LANG.sent.tsv") {
		t.Errorf("an empty folder: %v", err)
	}
	writeFile(t, filepath.Join(o.Teacher, "xx.sent.tsv"), "A sentence without a vector.\n")
	if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "xx.sent.f32") {
		t.Errorf("no vectors: %v", err)
	}
	writeFile(t, filepath.Join(o.Teacher, "xx.sent.f32"), strings.Repeat("\x00", 4*256))
	if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "another model") {
		t.Errorf("vectors of 256 dimensions: %v", err)
	}
}
