package warc_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/warc"
)

// pages are n responses of some length, each with its number.
func pages(n int) []wrote {
	var all []wrote
	for i := range n {
		all = append(all, page(fmt.Sprintf("https://merrow.example/%d", i), "", strings.Repeat(fmt.Sprintf("<p>%d %x the ferry", i, i*i*7919), 40+i%7)))
	}
	return all
}

func uris(records []got) (all []string) {
	for _, r := range records {
		all = append(all, r.URI)
	}
	return all
}

func TestAFileThatWasCutOffGivesWhatIsThere(t *testing.T) {
	for name, pack := range layouts {
		t.Run(name, func(t *testing.T) {
			records := pages(6)
			file := pack(t, records)
			whole, _ := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
			for cut := len(file) - 1; cut > 0; cut -= 1 + len(file)/50 {
				some, problems := readAll(t, warc.NewReader(bytes.NewReader(file[:cut]), warc.Options{}))
				if len(some) > len(whole) {
					t.Fatalf("cut at %d: %d records of %d", cut, len(some), len(whole))
				}
				for i, r := range some {
					if last := i == len(some)-1; !strings.HasPrefix(whole[i].Block, r.Block) || !last && r != whole[i] {
						t.Errorf("cut at %d: record %d is not the beginning of what it was", cut, i)
					}
				}
				// The last bytes of a file end its last record, and nothing is
				// missing without them where the file is plain.
				if len(problems) == 0 && len(some) < len(whole) && cut > 100 && !atRecord(whole, int64(cut)) {
					t.Errorf("cut at %d: nothing is said of it", cut)
				}
				if len(problems) > 2 {
					t.Errorf("cut at %d: %q", cut, problems)
				}
			}
		})
	}
}

// atRecord reports that a record begins at an offset, or a little behind it.
func atRecord(records []got, offset int64) bool {
	return slices.ContainsFunc(records, func(r got) bool { return r.Offset >= offset && r.Offset <= offset+4 })
}

func TestBehindDamageTheNextRecordsAreRead(t *testing.T) {
	for _, name := range []string{"gzip members", "zstd frames", "zstd dictionary"} {
		t.Run(name, func(t *testing.T) {
			records := pages(30)
			file := layouts[name](t, records)
			whole, _ := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
			for k, hurt := range map[string]func([]byte, int){
				"a bit":   func(b []byte, at int) { b[at] ^= 4 },
				"zeros":   func(b []byte, at int) { clear(b[at : at+20]) },
				"overlay": func(b []byte, at int) { copy(b[at:], "\x1F\x8B\x08\x00 not what was here") },
			} {
				for i := 3; i < 27; i++ {
					bad := bytes.Clone(file)
					hurt(bad, int(whole[i].Offset)+20+i)
					some, problems := readAll(t, warc.NewReader(bytes.NewReader(bad), warc.Options{}))
					if len(problems) == 0 && !slices.Equal(some, whole) || len(problems) > 2 {
						t.Errorf("%s in record %d: %q", k, i, problems)
					}
					want := slices.Concat(uris(whole[:i]), uris(whole[i+1:]))
					have := slices.DeleteFunc(uris(some), func(s string) bool { return s == whole[i].URI })
					if !slices.Equal(have, want) {
						t.Errorf("%s in record %d: read %d others of %d", k, i, len(have), len(want))
					}
				}
			}
		})
	}
}

func TestAHalfWrittenFileBeforeAnother(t *testing.T) {
	for _, name := range []string{"gzip members", "plain", "zstd frames"} {
		first, second := layouts[name](t, pages(5)), layouts[name](t, crawl())
		whole, _ := readAll(t, warc.NewReader(bytes.NewReader(first), warc.Options{}))
		cut := whole[4].Offset + int64(len(first))/8
		file := append(bytes.Clone(first[:cut]), second...)
		some, problems := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
		if len(problems) == 0 || len(some) < 4+len(crawl()) {
			t.Errorf("%s: %d records, problems %q", name, len(some), problems)
		}
		if got := uris(some)[len(some)-len(crawl())+1]; got != crawl()[1].uri {
			t.Errorf("%s: first of the second file is %q", name, got)
		}
	}
}

func TestWrongLengths(t *testing.T) {
	right := page("x:a", "", "<p>The ferry to Ostrand is late.</p>")
	length := func(n int) string {
		return strings.Replace(right.text(), fmt.Sprintf("Content-Length: %d", len(right.block)), fmt.Sprintf("Content-Length: %d", n), 1)
	}
	second := page("x:second", "", "<p>second")
	third := page("x:third", "", "<p>third")
	for _, test := range []struct {
		name   string
		length int
		packed bool
		block  string
	}{
		{"too small", len(right.block) - 10, false, right.block},
		{"too small, packed", len(right.block) - 10, true, right.block},
		{"much too small", 5, false, right.block},
		{"zero, packed", 0, true, right.block},
		{"too large", len(right.block) + 30, false, ""},
		{"too large, packed", len(right.block) + 30, true, ""},
		{"much too large", 1 << 30, false, ""},
		{"much too large, packed", 1 << 30, true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var file []byte
			for _, s := range []string{length(test.length), second.text(), third.text()} {
				if test.packed {
					file = append(file, gzipped(t, s)...)
				} else {
					file = append(file, s...)
				}
			}
			all, problems := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
			if !slices.Equal(uris(all), []string{"x:a", "x:second", "x:third"}) {
				t.Fatalf("%q, problems %q", uris(all), problems)
			}
			if test.block != "" && all[0].Block != test.block || !strings.HasPrefix(all[0].Block, right.block) || all[1].Block != second.block {
				t.Errorf("blocks %.300q", []string{all[0].Block, all[1].Block})
			}
			if len(problems) != 1 || !strings.Contains(problems[0], "Content-Length") {
				t.Errorf("problems %q", problems)
			}
		})
	}
}

func TestRubbishBetweenRecords(t *testing.T) {
	a, b := page("x:a", "", "<p>a"), page("x:b", "", "<p>b")
	rubbish := "garbage\r\nmore WARC/1.0 of it\n\x00\x01WARC\nWARC/9"
	for name, file := range map[string][]byte{
		"plain":        []byte(rubbish + "\r\n" + a.text() + rubbish + "\n" + b.text() + rubbish),
		"own member":   slices.Concat(gzipped(t, rubbish), gzipped(t, a.text()), gzipped(t, rubbish), gzipped(t, b.text())),
		"same member":  slices.Concat(gzipped(t, a.text()+rubbish), gzipped(t, b.text()+rubbish)),
		"not packed":   slices.Concat(gzipped(t, a.text()), []byte(rubbish), gzipped(t, b.text()), []byte(rubbish)),
		"zeros behind": slices.Concat(gzipped(t, a.text()), gzipped(t, b.text()+rubbish), make([]byte, 5000)),
	} {
		all, problems := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
		if !slices.Equal(uris(all), []string{"x:a", "x:b"}) || len(problems) == 0 {
			t.Errorf("%s: %q, problems %q", name, uris(all), problems)
		}
	}
}

func TestPlainAndPackedPartsInOneFile(t *testing.T) {
	a, b := pages(4), crawl()
	for name, file := range map[string][]byte{
		"packed behind plain": slices.Concat(plainFile(t, a), memberFile(t, b)),
		"plain behind packed": slices.Concat(memberFile(t, a), plainFile(t, b)),
		"to and fro":          slices.Concat(plainFile(t, a[:2]), frameFile(t, a[2:], nil), plainFile(t, b[:3]), memberFile(t, b[3:5]), plainFile(t, b[5:])),
	} {
		all, problems := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
		if len(all) != len(a)+len(b) || problems != nil {
			t.Errorf("%s: %d records, problems %q", name, len(all), problems)
		}
		for i, at := range all {
			r, err := warc.Resume(bytes.NewReader(file), at.Offset, at.Inner)
			if err != nil {
				t.Fatal(err)
			}
			if rest, _ := readAll(t, r); !slices.Equal(rest, all[i:]) {
				t.Errorf("%s: taken up at record %d: %q", name, i, uris(rest))
			}
		}
	}
}

func TestEmptyMembersAndPadding(t *testing.T) {
	a, b := page("x:a", "", "<p>a"), page("x:b", "", "<p>b")
	file := slices.Concat(gzipped(t, ""), gzipped(t, a.text()), gzipped(t, ""), gzipped(t, "\r\n\r\n"), gzipped(t, b.text()), make([]byte, 100_000))
	all, problems := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
	if !slices.Equal(uris(all), []string{"x:a", "x:b"}) || problems != nil {
		t.Errorf("%q, problems %q", uris(all), problems)
	}
	if want := int64(len(gzipped(t, ""))); all[0].Offset != want {
		t.Errorf("first record at %d, want %d", all[0].Offset, want)
	}
}

func TestWhatIsNoArchive(t *testing.T) {
	for name, file := range map[string]string{
		"page": "<!doctype html><title>WARC/1.0</title>", "text": strings.Repeat("The ferry is late. ", 10_000), "gzip": string(gzipped(t, "no")), "half": "WARC/1.0\r\nWARC-Ty",
	} {
		all, problems := readAll(t, warc.NewReader(strings.NewReader(file), warc.Options{}))
		if len(all) != 0 || len(problems) != 1 {
			t.Errorf("%s: %d records, problems %q", name, len(all), problems)
		}
	}
	all, problems := readAll(t, warc.NewReader(strings.NewReader(""), warc.Options{}))
	if len(all) != 0 || problems != nil {
		t.Errorf("empty: %d records, problems %q", len(all), problems)
	}
}

func TestErrorsOfTheReaderAreFinal(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, name := range []string{"plain", "gzip members"} {
		file := layouts[name](t, pages(3))
		r := warc.NewReader(io.MultiReader(bytes.NewReader(file[:len(file)/2]), failing{broken}), warc.Options{})
		_, problems := readAll(t, r)
		if len(problems) == 0 || !strings.Contains(problems[len(problems)-1], broken.Error()) {
			t.Errorf("%s: %q", name, problems)
		}
		if _, err := r.Next(); !errors.Is(err, broken) {
			t.Errorf("%s: again: %v", name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestArchivesThatUnpackToTooMuch(t *testing.T) {
	bomb := gzipped(t, "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: x:bomb\r\nContent-Length: 200000000\r\n\r\n"+strings.Repeat("\x00", 200_000_000))
	file := slices.Concat(bomb, memberFile(t, pages(2)))
	begin := time.Now()
	r := warc.NewReader(bytes.NewReader(file), warc.Options{})
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, rec.Block)
	if err == nil || n > 100_000_000 {
		t.Errorf("%d bytes, %v", n, err)
	}
	all, problems := readAll(t, r)
	if len(all) != 2 || len(problems) != 1 || !strings.Contains(problems[0], "unpacks to more than") {
		t.Errorf("%q, problems %q", uris(all), problems)
	}
	if d := time.Since(begin); d > 10*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestHostileFilesTakeLinearTime(t *testing.T) {
	head := "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: "
	for name, file := range map[string]string{
		"magic numbers":   strings.Repeat("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03", 50_000),
		"zstd numbers":    strings.Repeat("\x28\xB5\x2F\xFD\x00", 100_000),
		"skippable":       strings.Repeat(string(skippable(0x50, nil)), 60_000),
		"damaged members": strings.Repeat(string(gzipped(t, pages(1)[0].text())[:150]), 3_000),
		"lengths":         strings.Repeat(head+"999999999\r\n\r\na", 10_000),
		"versions":        strings.Repeat("WARC/1.0\r\n", 50_000),
		"one line":        head + strings.Repeat("1", 2_000_000),
		"fields":          "WARC/1.0\r\n" + strings.Repeat("a:b\r\n", 300_000),
		"no fields":       "WARC/1.0\r\n" + strings.Repeat("a\r\n", 300_000),
		"folded fields":   "WARC/1.0\r\na: b\r\n" + strings.Repeat(" c\r\n", 300_000),
		"empty members":   strings.Repeat(string(gzipped(t, "")), 20_000),
		"small members":   strings.Repeat(string(gzipped(t, "W")), 20_000),
		"line ends":       strings.Repeat("\r\n", 500_000),
		"nested":          head + "1000000\r\n\r\n" + strings.Repeat("\nWARC/1.0\n", 100_000) + "x",
	} {
		begin := time.Now()
		readAll(t, warc.NewReader(strings.NewReader(file), warc.Options{}))
		readAll(t, warc.NewReader(onlyRead{strings.NewReader(file)}, warc.Options{}))
		if d := time.Since(begin); d > 5*time.Second {
			t.Errorf("%s: took %v for %d bytes", name, d, len(file))
		} else {
			t.Logf("%s: %v for %d bytes", name, d, len(file))
		}
	}
}

type onlyRead struct{ io.Reader }
