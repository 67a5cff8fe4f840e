package page

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
)

const (
	firstReport  = "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. The harbour master Ines Karo said that nobody was hurt. The ship was freed at high tide by two tugs from Orlow."
	secondReport = "A ferry ran aground off Larn, Larn Post reported on Sunday. The ferry Alva ran aground off Larn on Saturday with 210 passengers aboard. The harbour master Ines Karo said that nobody was hurt."
)

// TestDrop: texts with what is said of them and files are traced, and the page of the result has it all, also as files.
func TestDrop(t *testing.T) {
	s := newBareSite(t, Options{})
	a := s.drop(t, part{"text", "", firstReport}, part{"outlet", "", "Larn Post"}, part{"date", "", "2025-03-01T12:00"}, part{"text", "", "  "}, part{"outlet", "", ""}, part{"date", "", ""},
		part{"files", "../../orlow.json", `{"id":"orlow","outlet":"Orlow Daily","published":"2025-03-02","text":"` + secondReport + `"}`}, part{"files", "empty.txt", ""},
		part{"links", "", "https://larn.example/ferry\n"}, part{"one_story", "", "1"})
	where := a.Header.Get("Location")
	if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(where, "/traces/") {
		t.Fatalf("%d to %q: %s", a.StatusCode, where, a.body)
	}
	page := s.settled(t, where)
	checkPage(t, page)
	for _, want := range []string{"Family tree", "Larn Post", "Orlow Daily", "210", "is forgotten", "empty.txt: an empty file", "https://larn.example/ferry: this server follows no links"} {
		if !strings.Contains(page.text(), want) {
			t.Errorf("the result does not say %q", want)
		}
	}
	if strings.Contains(page.text(), s.Intake.Dir) {
		t.Error("it says where the upload was kept")
	}
	if left, err := os.ReadDir(s.Intake.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	links := 0
	for _, l := range page.all(atom.A) {
		h := attr(l, "href")
		if !strings.HasPrefix(h, where+"/") {
			continue
		}
		links++
		if b := s.get(t, h); b.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", h, b.StatusCode)
		} else if strings.Contains(h, "/download/") && (len(b.body) < 100 || !strings.HasPrefix(b.Header.Get("Content-Disposition"), `attachment; filename="trace.`)) {
			t.Errorf("%s: %d bytes, %q", h, len(b.body), b.Header.Get("Content-Disposition"))
		}
	}
	if links < len(forms)+2 {
		t.Errorf("%d links to parts of the result", links)
	}
	if b := s.get(t, where+"/download/exe"); b.StatusCode != http.StatusNotFound {
		t.Errorf("a form that is none: %d", b.StatusCode)
	}
}

// TestDropAgain: what is sent twice is traced once, but not where links may lead to something else by now.
func TestDropAgain(t *testing.T) {
	s := newBareSite(t, Options{})
	send := func(parts ...part) string { return s.drop(t, parts...).Header.Get("Location") }
	if one, two := send(part{"text", "", firstReport}), send(part{"text", "", firstReport}); one != two || one == "" {
		t.Errorf("%q and %q", one, two)
	}
	if one, two := send(part{"text", "", firstReport}), send(part{"text", "", firstReport}, part{"one_story", "", "1"}); one == two {
		t.Errorf("both %q", one)
	}
	if one, two := send(part{"links", "", "https://larn.example/"}), send(part{"links", "", "https://larn.example/"}); one == two {
		t.Errorf("both %q", one)
	}
}

// TestDropForm: another text without a script, and what is wrong with a form; what was typed is still there.
func TestDropForm(t *testing.T) {
	s := newBareSite(t, Options{Intake: intake.Options{MaxBytes: 1000, MaxTotal: 4000}})
	a := s.drop(t, part{"text", "", "\nOne & <two>"}, part{"outlet", "", `"Larn" Post`}, part{"date", "", "2025"}, part{"text", "", ""}, part{"links", "", "https://a.example/"}, part{"files", "a.txt", firstReport}, part{"one_story", "", "1"}, part{"more", "", "1"})
	checkPage(t, a)
	boxes := a.all(atom.Textarea)
	if a.StatusCode != http.StatusOK || len(boxes) < 3 || boxes[0].FirstChild.Data != "\nOne & <two>" {
		t.Errorf("%d with %d texts: %s", a.StatusCode, len(boxes), a.body)
	}
	for _, want := range []string{"Choose the files again", "Text 3"} {
		if !strings.Contains(a.text(), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if !strings.Contains(a.body, `value="&#34;Larn&#34; Post"`) || !strings.Contains(a.body, "checked") {
		t.Error("what was filled in is lost")
	}
	for _, c := range []struct {
		name   string
		parts  []part
		status int
		want   string
	}{
		{"nothing", []part{{"text", "", " "}, {"links", "", "\n"}}, http.StatusUnprocessableEntity, "There is nothing to trace yet"},
		{"a text that is too long", []part{{"text", "", strings.Repeat("a", 1001)}}, http.StatusRequestEntityTooLarge, "too much at once"},
		{"too much in all", []part{{"files", "a.txt", strings.Repeat("a", 5<<20)}}, http.StatusRequestEntityTooLarge, "too much at once"},
		{"a field that is none", []part{{"passwd", "", "x"}}, http.StatusBadRequest, "not understood"},
		{"too many fields", slicesOf(part{"outlet", "", "x"}, 500), http.StatusBadRequest, "not understood"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a := s.drop(t, c.parts...); a.StatusCode != c.status || !strings.Contains(a.text(), c.want) {
				t.Errorf("%d: %s", a.StatusCode, a.text())
			}
		})
	}
	if b := s.post(t, "/trace", nil); b.StatusCode != http.StatusBadRequest {
		t.Errorf("a form without parts: %d", b.StatusCode)
	}
	cut := "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nThe ferry"
	if b := s.do(t, s.request(t, http.MethodPost, "/trace", strings.NewReader(cut), "Content-Type", "multipart/form-data; boundary=x")); b.StatusCode != http.StatusBadRequest {
		t.Errorf("a form that was cut short: %d %s", b.StatusCode, b.text())
	}
	if left, err := os.ReadDir(s.Intake.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func slicesOf(p part, n int) (out []part) {
	for range n {
		out = append(out, p)
	}
	return out
}

// TestProgress: a page that asks again by itself, a stream for its script, an end by who began it, and a full line.
func TestProgress(t *testing.T) {
	s := newBareSite(t, Options{})
	begun, hold := make(chan struct{}), make(chan struct{})
	id, err := s.Jobs.Start("", func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		step("reading")
		close(begun)
		select {
		case <-hold:
			return &stemma.Result{}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	<-begun
	a := s.get(t, "/traces/"+id)
	checkPage(t, a)
	if !strings.Contains(a.body, `<noscript><meta http-equiv="refresh" content="2"></noscript>`) || !strings.Contains(a.text(), "At work. reading what was handed over") {
		t.Errorf("%s", a.body)
	}
	res, err := straight.Do(s.request(t, http.MethodGet, "/traces/"+id+"/events", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || lines.Text() != "event: status" || !lines.Scan() || lines.Text() != `data: {"state":"running","text":"At work.","steps":[{"name":"reading what was handed over","now":true}]}` {
		t.Errorf("the stream begins with %q", lines.Text())
	}
	close(hold)
	last := ""
	for lines.Scan() { // it ends with the job
		if lines.Text() != "" {
			last = lines.Text()
		}
	}
	if !strings.Contains(last, `"state":"done"`) {
		t.Errorf("the stream ends with %q", last)
	}
	if a := s.settled(t, "/traces/"+id); !strings.Contains(a.text(), "No story found") {
		t.Errorf("%s", a.text())
	}
	if a := s.get(t, "/traces/none/events"); a.StatusCode != http.StatusNotFound {
		t.Errorf("a stream of nothing: %d", a.StatusCode)
	}
}

func TestCancelAndFull(t *testing.T) {
	s := newBareSite(t, Options{})
	waits := func(ctx context.Context, _ func(string)) (*stemma.Result, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	id, err := s.Jobs.Start("", waits)
	if err != nil {
		t.Fatal(err)
	}
	var next string
	for i := 0; err == nil; i++ {
		if next, err = s.Jobs.Start(fmt.Sprint(i), waits); i == 0 {
			if a := s.get(t, "/traces/"+next); !strings.Contains(a.text(), "Waiting: 1 before it.") {
				t.Errorf("%s", a.text())
			}
		}
	}
	if a := s.drop(t, part{"text", "", firstReport}); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" || !strings.Contains(a.text(), "Too many traces are waiting") {
		t.Errorf("%v, then %d %s", err, a.StatusCode, a.text())
	}
	if left, err := os.ReadDir(s.Intake.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if a := s.post(t, "/traces/"+id+"/cancel", nil); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/trace" {
		t.Errorf("%d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	for range 500 {
		if st, err := s.Jobs.Status(id); err != nil || st.State == job.Failed {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if a := s.get(t, "/traces/"+id); a.StatusCode != http.StatusOK || !strings.Contains(a.text(), "could not be traced") {
		t.Errorf("%d %s", a.StatusCode, a.text())
	}
}
