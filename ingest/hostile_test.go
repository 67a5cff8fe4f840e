package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// within fails a test whose work takes longer than it may: a hundred times what it
// takes, and a tenth of what it took before it was bounded.
func within(t *testing.T, limit time.Duration, work func()) {
	t.Helper()
	begin := time.Now()
	work()
	if took := time.Since(begin); took > limit {
		t.Errorf("took %v", took)
	}
}

// allocated is how many bytes of memory work asks for in all.
func allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestManyColumns: each column is looked at once, however many there are.
func TestManyColumns(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	header := make([]string, 200_000)
	for i := range header {
		header[i] = fmt.Sprintf("Column %d", i)
	}
	header = append(header, "Full Text", "Head-Line")
	within(t, 3*time.Second, func() {
		if named := naming(header, nil); named["text"] != "Full Text" || named["title"] != "Head-Line" || len(named) != 2 {
			t.Errorf("%q", named)
		}
	})
}

// TestUnclosedCells: lines that were looked through for the end of a cell are not
// copied again for each row.
func TestUnclosedCells(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	table := "text\n" + strings.Repeat("\"\"a\n", 60_000)
	within(t, 6*time.Second, func() {
		n := 0
		for row, err := range newRows(bufio.NewReader(strings.NewReader(table)), ',', 1<<20).all() {
			if n++; n > 1 && (!errors.Is(err, errUnclosed) || len(row) != 1 || row[0] != "\"a") {
				t.Fatalf("row %d: %q, %v", n, row, err)
			}
		}
		if n != 60_001 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestWideRows: a row that is nothing but commas costs no more than its bytes, and
// the others are read.
func TestWideRows(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	commas := strings.Repeat(",", 1<<20)
	quoted := "\"x\n" + commas + "\""
	table := "note,text\na,one\n" + commas + "\n" + quoted + ",two\nb," + quoted + "\n"
	used := allocated(func() {
		articles, problems := readAll(t, map[string]string{"a.csv": table}, Options{})
		if len(articles) != 3 || articles[0] != "a.csv#2: one" || articles[1] != "a.csv#4: two" {
			t.Errorf("%d articles, %.100q", len(articles), articles)
		}
		if len(problems) != 1 || !strings.Contains(problems[0], "a.csv#3: the row has more than 32768 cells") {
			t.Errorf("%q", problems)
		}
	})
	if used > 60<<20 {
		t.Errorf("%d MiB", used>>20)
	}
}

// TestManyFields: a record that is nothing but fields is refused before it is held.
func TestManyFields(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	var b strings.Builder
	b.WriteString(`{"text":"one"`)
	for i := range 150_000 {
		fmt.Fprintf(&b, `,"%d":1`, i)
	}
	b.WriteString("}")
	const few = `{"text":"two","a":"` // many colons and few fields
	good := few + strings.Repeat(":", 100_000) + `"}`
	for name, content := range map[string]string{
		"a.jsonl": good + "\n" + b.String() + "\n",
		"a.json":  "[" + good + "," + b.String() + "]",
		"b.json":  good + b.String(),
		"c.json":  good + `{"hits":` + b.String() + "}",
		"d.json":  good + `{"text":"three","extra":` + b.String() + "}",
	} {
		used := allocated(func() {
			articles, problems := readAll(t, map[string]string{name: content}, Options{})
			want := 1
			if name == "d.json" {
				want = 2 // what it has of extra fields is one field
			}
			if len(articles) != want || !strings.HasSuffix(articles[0], ": two") {
				t.Errorf("%s: %.200q", name, articles)
			}
			if name != "c.json" && name != "d.json" {
				checkProblem(t, problems, "has more than 16384 fields")
			}
		})
		if limit := 40 * uint64(len(content)); used > limit {
			t.Errorf("%s: %d KiB for %d", name, used>>10, len(content)>>10)
		}
	}
}

// TestLongValues: a list of a million numbers in the place of a name is not taken apart.
func TestLongValues(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	long := "[" + strings.Repeat("1,", 1<<19) + "1]"
	for _, field := range []string{"byline", "published", "title"} {
		line := `{"text":"one","` + field + `":` + long + "}\n"
		used := allocated(func() {
			if articles, _ := readAll(t, map[string]string{"a.jsonl": line}, Options{}); len(articles) != 1 {
				t.Errorf("%.100q", articles)
			}
		})
		if used > 16*uint64(len(line)) {
			t.Errorf("%s: %d MiB for 1", field, used>>20)
		}
	}
}

// TestProblemsAreCounted: those that are not told are not kept, and none is lost.
func TestProblemsAreCounted(t *testing.T) {
	k := sink{file: &file{input: "a"}, input: "a", o: &Options{MaxProblems: 3}}
	for i := range 100_000 {
		k.begin(int64(i + 1))
		k.fail(k.at(int64(i+1)), "wrong")
		if i == 50_000 {
			k.add(stemma.Article{Text: "x"}, "a")
		}
	}
	n := 0
	for _, o := range k.outs {
		if o.problem != "" {
			n += 1 + o.alike
		}
	}
	if len(k.outs) > 7 || n != 100_000 || k.outs[len(k.outs)-1].pos.N != 100_000 {
		t.Errorf("%d outs for %d problems, the last at %v", len(k.outs), n, k.outs[len(k.outs)-1].pos)
	}
}

// TestTotalOfAll: what is said beside the text counts, too.
func TestTotalOfAll(t *testing.T) {
	line := `{"text":"one%d","notes":"` + strings.Repeat("x", 1<<18) + "\"}\n"
	var lines strings.Builder
	for i := range 40 {
		fmt.Fprintf(&lines, line, i)
	}
	articles, problems := readAll(t, map[string]string{"a.jsonl": lines.String()}, Options{MaxTotal: 1 << 20})
	if len(articles) != 3 {
		t.Errorf("%d articles", len(articles))
	}
	checkProblem(t, problems, "stopped here")
}

// TestLongFields: what is said of an article in a line has the length of a line.
func TestLongFields(t *testing.T) {
	long := strings.Repeat("é", 1<<19)
	fields, err := json.Marshal(map[string]string{"text": "one", "title": long, "byline": long, "outlet": long, "url": "https://a.example/" + long, "id": long})
	if err != nil {
		t.Fatal(err)
	}
	b := readAlone(t, "a.json", string(fields), Options{})
	if len(b.Articles) != 1 || len(b.Errors) != 5 {
		t.Fatalf("%d articles, %.300v", len(b.Articles), b.Errors)
	}
	a := b.Articles[0]
	if len(a.Title) != maxField || len(a.Byline) != maxField || len(a.Outlet) != maxField || a.URL != "" || len(a.ID) != 11 {
		t.Errorf("%d %d %d %q %q", len(a.Title), len(a.Byline), len(a.Outlet), a.URL, a.ID)
	}
	if got := b.Errors[0].Problem; got != "its title has 1.0 MiB, and only the first 8.0 KiB of it are read: put what is not the title in the text" {
		t.Error(got)
	}
}

// TestBracketsInOneLine: the end of a link is not looked for again at each bracket.
func TestBracketsInOneLine(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	for _, unit := range []string{"[a]([b][c]", "[a][b", "[", "![", "[]", "[a]("} {
		within(t, 3*time.Second, func() { unlinked(strings.Repeat(unit, 200_000) + "](") })
	}
	for in, want := range map[string]string{
		"[The ferry](https://a.example/(1) ran": "The ferry ran", "[ran][1] [aground][] []( [x](y": "ran aground []( [x](y",
		"[[Alva](a)\n](b)": "[Alva\n](b)", "[a]](b)": "[a]](b)",
	} {
		if got := unlinked(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestCommentsWithoutEnd are looked for once, and no more.
func TestCommentsWithoutEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	within(t, 3*time.Second, func() {
		for range 20 {
			page := []byte(strings.Repeat("<!--<noscript></noscript>", largestForward/25))
			if got := shownPart(page); len(got) != len(page)/25*4 {
				t.Fatalf("%d bytes", len(got))
			}
		}
	})
	const page = "a<!-- x -->b<SCRIPT>y</script>c<noscripts>d<noscript>e</noscript>f<!-- g"
	if got := string(shownPart([]byte(page))); got != "abc<noscripts>df<!-- g" {
		t.Error(got)
	}
}

// TestFilesWithHoles: a header of 2 KiB makes a file of an exabyte, which is not read.
func TestFilesWithHoles(t *testing.T) {
	lines := strings.Repeat(`{"text":"the ferry"}`+"\n", 8<<10)
	plain := tarOf(t, entry{"a.txt", harbour})
	plain = plain[:len(plain)-1024] // without its end
	sparse := tarHeader("PaxHeaders/b", 'x', record1("GNU.sparse.major", "1")+record1("GNU.sparse.minor", "0")+
		record1("GNU.sparse.name", "b.jsonl")+record1("GNU.sparse.realsize", "1000000000000000000")) +
		tarHeader("b.jsonl", '0', padded(fmt.Sprintf("1\n0\n%d\n", len(lines)))+lines)
	articles := 0
	within(t, 5*time.Second, func() {
		b := readAlone(t, "a.tar", plain+sparse+tarOf(t, entry{"c.txt", faehre}), Options{})
		articles = len(b.Articles)
		if len(b.Notes) != 1 || !strings.Contains(b.Notes[0].Problem, "a file with holes or the like: b.jsonl") {
			t.Errorf("%v, %v", b.Notes, b.Errors)
		}
	})
	if articles != 2 {
		t.Errorf("%d articles", articles)
	}
}

// record1 is a record of an extended header: its length, its name and its value.
func record1(name, value string) string {
	line := " " + name + "=" + value + "\n"
	n := len(line) + 1
	for len(fmt.Sprint(n))+len(line) != n {
		n++
	}
	return fmt.Sprint(n) + line
}

func padded(s string) string { return s + strings.Repeat("\x00", (512-len(s)%512)%512) }

// tarHeader is a member of a tar archive in the form of POSIX.
func tarHeader(name string, kind byte, content string) string {
	h := make([]byte, 512)
	copy(h, name)
	copy(h[100:], "0000644\x00")
	copy(h[108:], "0000000\x000000000\x00")
	copy(h[124:], fmt.Sprintf("%011o\x00%011o\x00", len(content), 0))
	copy(h[148:], "        ")
	h[156] = kind
	copy(h[257:], "ustar\x0000")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(h) + padded(content)
}

// TestLongNames: the folders of a name are not looked at without end.
func TestLongNames(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	var all []entry
	for i := range 20 {
		all = append(all, entry{strings.Repeat("a/", 30_000) + fmt.Sprint(i) + ".html", ""})
	}
	z := zipOf(t, append(all, entry{"b.txt", harbour})...)
	within(t, 3*time.Second, func() {
		articles, problems := readAll(t, map[string]string{"a.zip": z}, Options{})
		if len(articles) != 1 || len(problems) != 20 || !strings.Contains(problems[0], "has 58.6 KiB, and one may have 4.0 KiB") {
			t.Errorf("%q, %q", articles, problems)
		}
	})
}

// TestEmptySitemaps: an index of them is not followed without end.
func TestEmptySitemaps(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/index.xml":
			w.Header().Set("Content-Type", "application/xml")
			fmt.Fprint(w, `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
			for i := range 200 {
				fmt.Fprintf(w, "<sitemap><loc>http://%s/%d.xml</loc></sitemap>", r.Host, i)
			}
			fmt.Fprint(w, "</sitemapindex>")
		default:
			asked.Add(1)
			w.Header().Set("Content-Type", "application/xml")
			fmt.Fprint(w, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>`)
		}
	}))
	t.Cleanup(server.Close)
	b, err := Read(t.Context(), []string{server.URL + "/index.xml"}, Options{Fetch: fetcher(t), MaxPages: 5})
	if err != nil {
		t.Fatal(err)
	}
	_, problems := list(b)
	checkProblem(t, problems, "the older 195 of the 200 sitemaps that it names are not read")
	if n := asked.Load(); n != 5 {
		t.Errorf("%d were asked for", n)
	}
}
