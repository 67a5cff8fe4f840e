package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// filled is an archive with something of everything.
func filled(t testing.TB) *store.Archive {
	t.Helper()
	ctx, a := context.Background(), create(t, filepath.Join(t.TempDir(), "filled"))
	if err := fill(ctx, a); err != nil {
		t.Fatal(err)
	}
	return a
}

func fill(ctx context.Context, a *store.Archive) error {
	const n = 1500 // more lines than are restored at a time
	batch := generated(0, n)
	for i := range batch {
		batch[i].ID, batch[i].Text = fmt.Sprintf("id-%d", i+1), batch[i].Text[:200]
	}
	batch[1].Text = "bytes \xff\x00\u2028 that are no text, جنحت العبّارة, 𠮷"
	batch[2].Extra = map[string]json.RawMessage{"captured": json.RawMessage(`"2025"`)}
	batch[3].Published = time.Date(2025, 3, 1, 12, 0, 0, 5, time.FixedZone("", 3*3600))
	batch[4].URL = ""
	late, early := batch[6], batch[6]
	late.Text, late.Updated = "Afloat again.", time.Date(2025, 3, 2, 0, 0, 0, 0, time.UTC)
	early.Text, early.Updated = "Still aground.", time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	derived := stemma.Article{ID: "abbbbbbbbbb", URL: "https://quay.example/live", Text: strings.Repeat("The ferry Alva ran aground off Larn. ", 9)}
	again := derived
	again.ID, again.Text = "accccccccccc"[:11], derived.Text+"She is afloat."
	_, err := a.Add(ctx, append(batch, late, early, derived, again), store.Checkpoint{Input: "/reports.jsonl", Fingerprint: "f", Place: "end"})
	if err != nil {
		return err
	}
	if err := placeSome(ctx, a); err != nil {
		return err
	}
	return a.Update(ctx, store.Update{
		State:  map[string][]byte{"feed/1": {0, 1, 255}, "empty": {}},
		Outbox: []store.Message{{Topic: "hook", ID: "one", Body: []byte("{}"), Queued: time.Unix(5, 0)}, {Topic: "hook", ID: "two", Queued: time.Unix(6, 0)}, {Topic: "feed", ID: "three", Queued: time.Unix(7, 0)}},
		Done:   []int64{2}, Failed: []store.Failure{{N: 1, Problem: "refused", Next: time.Unix(9, 0)}, {N: 3, Problem: "gone"}},
		Traces: []store.Trace{{Story: "story-1", Version: 3, Key: "static", Result: []byte(`{"schema":"stemma/trace/v1"}`), Work: []byte{1, 2}}},
		Cites: []store.Cites{{
			Article: "id-2", N: 2, Sources: []stemma.Source{{ID: "src1", Name: "Hafenagentur", Kind: stemma.SourceOutlet}, {ID: "src2", Name: "B"}},
			Attributions: []stemma.Attribution{{Article: "id-2", Sentence: 3, Source: stemma.Role{Source: "src1"}}},
		}},
	})
}

// placeSome places all but what came last.
func placeSome(ctx context.Context, a *store.Archive) error {
	some, err := a.Unplaced(ctx, 1400)
	if err != nil {
		return err
	}
	p := store.Placement{Upto: some[len(some)-1].N}
	for i, v := range some {
		story := fmt.Sprintf("story-%d", i/7*7+1)
		kind := store.StoryJoined
		if i%7 == 0 {
			kind = store.StoryFounded
		}
		p.Placed = append(p.Placed, store.Placed{N: v.N, Article: v.Article.ID, Profile: []byte{byte(i), 1, 2}})
		p.Events = append(p.Events, store.StoryEvent{Kind: kind, Story: story, Article: v.Article.ID})
	}
	p.Events = append(p.Events, store.StoryEvent{Kind: store.StoryMerged, Story: "story-8", Into: "story-1"}, store.StoryEvent{Kind: store.StoryMerged, Story: "story-1", Into: "story-15"},
		store.StoryEvent{Kind: store.StoryClosed, Story: "story-22"}, store.StoryEvent{Kind: store.StoryFounded, Story: "split", Article: "id-30"})
	return a.Place(ctx, p)
}

func exported(t testing.TB, a *store.Archive) (string, store.Exported) {
	t.Helper()
	var b bytes.Buffer
	done, err := a.Export(context.Background(), &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), done
}

// TestRoundTrip: what is restored is what was exported, byte for byte.
func TestRoundTrip(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds, and does one thing after the other")
	}
	ctx, a := t.Context(), filled(t)
	defer a.Close()
	stream, done := exported(t, a)
	if strings.Count(stream, "\n") != done.Lines+1 || !strings.Contains(stream, done.SHA256) {
		t.Errorf("%+v", done)
	}
	for _, kind := range []string{"archive", "revision", "alias", "input", "placed", "story", "redirect", "member", "trace", "cites", "attributions", "state", "message", "end"} {
		if !strings.Contains(stream, `{"`+kind+`":{`) {
			t.Errorf("nothing of %s is in it", kind)
		}
	}
	dir := filepath.Join(t.TempDir(), "new", "archive")
	again, err := store.Restore(ctx, dir, strings.NewReader(stream))
	if err != nil || again != done {
		t.Fatalf("%+v, %v, want %+v", again, err, done)
	}
	b, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if faults, err := b.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
	second, _ := exported(t, b)
	if second != stream {
		t.Error("the streams differ")
	}
	sameStories(t, a, b)
	for _, x := range []*store.Archive{a, b} { // they go on alike
		if err := placeSome(ctx, x); err == nil || !strings.Contains(err.Error(), "already") {
			t.Errorf("%v", err)
		}
		if ids, err := x.AtAddress(ctx, "http://www.quay.example/live"); err != nil || len(ids) != 1 || ids[0] != "abbbbbbbbbb" {
			t.Errorf("%q, %v", ids, err)
		}
	}
}

func sameStories(t *testing.T, a, b *store.Archive) {
	t.Helper()
	have, err := b.Stories(t.Context(), store.StoryFilter{})
	want, err2 := a.Stories(t.Context(), store.StoryFilter{})
	if err := errors.Join(err, err2); err != nil || len(want) < 100 || fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("%v: have %v, want %v", err, have, want)
	}
	n, err := a.Count(t.Context())
	if m, err2 := b.Count(t.Context()); err != nil || err2 != nil || m != n {
		t.Errorf("%+v and %+v (%v, %v)", n, m, err, err2)
	}
}

// TestRestoreRefuses what is no stream, or not all of one, and leaves nothing.
func TestRestoreRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds, and does one thing after the other")
	}
	a := filled(t)
	stream, _ := exported(t, a)
	a.Close()
	lines := strings.SplitAfter(stream, "\n")
	end := len(lines) - 2
	without := func(i int) string { return strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "") }
	for name, c := range map[string]struct{ stream, want string }{
		"nothing":          {"", "line 1: the stream is cut off"},
		"reports":          {`{"id":"17","text":"The ferry ran aground."}` + "\n", "line 1: this is no archive as stemma archive export writes it (stemma/archive/v1); reports are put into an archive by stemma import"},
		"another form":     {`{"archive":{"schema":"stemma/archive/v9"}}` + "\n", "line 1: this is no archive"},
		"cut off":          {strings.Join(lines[:end], ""), fmt.Sprintf("line %d: the stream is cut off", end+1)},
		"cut in a line":    {stream[:len(stream)/2], "the stream is cut off"},
		"a line is gone":   {without(end - 1), "the stream was changed"},
		"changed":          {strings.Replace(stream, "Ferry runs aground 9\"", "Ferry runs ashore 9\"", 1), "the stream was changed"},
		"nothing known":    {lines[0] + `{"colour":"red"}` + "\n", "line 2: a line is to say one thing"},
		"two things":       {lines[0] + `{"placed":{"upto":0},"state":{"name":"x"}}` + "\n", "line 2: a line is to say one thing"},
		"no JSON":          {lines[0] + "{\n", "line 2: "},
		"unknown article":  {lines[0] + `{"alias":{"id":"x","article":"y"}}` + "\n", "line 2: it names what is in no line before it"},
		"unknown story":    {lines[0] + `{"redirect":{"story":"x","into":"y"}}` + "\n", "line 2: it names what is in no line before it"},
		"not there yet":    {lines[0] + `{"placed":{"upto":7}}` + "\n", "line 2: it names what is in no line before it"},
		"numbers go back":  {lines[0] + `{"revision":{"id":"a","article":{}}}` + "\n" + `{"revision":{"id":"b","n":1,"article":{}}}` + "\n", "line 3: revision 1 cannot come after revision 1"},
		"without end":      {lines[0] + `{"revision":{"id":"a","n":9223372036854775807,"article":{}}}` + "\n", "line 2: revision 9223372036854775807 cannot come"},
		"without an id":    {lines[0] + `{"revision":{"id":"","article":{}}}` + "\n", "line 2: article \"\": has no id"},
		"a name twice":     {lines[0] + strings.Repeat(`{"state":{"name":"x"}}`+"\n", 2), "line 3: "},
		"a form is gone":   {ended(lines[0] + `{"revision":{"id":"a","latest":true,"article":{}}}` + "\n" + `{"story":{"id":"s","lead":"a"}}` + "\n" + `{"member":{"story":"s","article":"a","n":2,"at":1}}` + "\n"), `article "a": the form of it that was placed is not there`},
		"text without end": {lines[0] + strings.Repeat("x", 1000), "line 2: the stream is cut off"},
	} {
		dir := filepath.Join(t.TempDir(), "archive")
		if _, err := store.Restore(t.Context(), dir, strings.NewReader(c.stream)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", name, left, err)
		}
	}
}

// ended is a stream with its end.
func ended(stream string) string {
	if stream != "" && !strings.HasSuffix(stream, "\n") {
		stream += "\n"
	}
	return stream + fmt.Sprintf(`{"end":{"lines":%d,"sha256":"%x"}}`, strings.Count(stream, "\n"), sha256.Sum256([]byte(stream))) + "\n"
}

// TestRestoreWhere: into a new folder or an empty one, and into no other.
func TestRestoreWhere(t *testing.T) {
	a := create(t, t.TempDir())
	stream, _ := exported(t, a)
	a.Close()
	empty, full := t.TempDir(), t.TempDir()
	write(t, filepath.Join(full, "report.txt"), "The ferry Alva ran aground.")
	if _, err := store.Restore(t.Context(), empty, strings.NewReader(stream)); err != nil {
		t.Error(err)
	}
	for _, dir := range []string{full, empty} { // which is empty no more
		if _, err := store.Restore(t.Context(), dir, strings.NewReader(stream)); err == nil || !strings.Contains(err.Error(), "is not empty") {
			t.Errorf("%v", err)
		}
	}
	killed := filepath.Join(t.TempDir(), "archive") // what a killed one has left
	write(t, killed+".part", "")
	if _, err := store.Restore(t.Context(), killed, strings.NewReader(stream)); err == nil {
		t.Error("a file for a folder")
	}
	if err := errors.Join(os.Remove(killed+".part"), os.Mkdir(killed+".part", 0o700)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(killed+".part", "archive.db"), "half of it")
	if _, err := store.Restore(t.Context(), killed, strings.NewReader(stream)); err != nil {
		t.Error(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Restore(over, filepath.Join(t.TempDir(), "x"), strings.NewReader(stream)); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// TestExportSnapshot: what comes while an archive is exported is not in it, by half or whole.
func TestExportSnapshot(t *testing.T) {
	a := filled(t)
	defer a.Close()
	want, _ := exported(t, a)
	var b bytes.Buffer
	adding := writerFunc(func(p []byte) (int, error) {
		if b.Len() == 0 {
			if _, err := a.Add(t.Context(), []stemma.Article{{ID: "meanwhile", Text: "The ferry Alva ran aground."}}); err != nil {
				return 0, err
			}
			if err := a.PutState(t.Context(), "meanwhile", []byte("x")); err != nil {
				return 0, err
			}
		}
		return b.Write(p)
	})
	if _, err := a.Export(t.Context(), adding); err != nil || b.String() != want {
		t.Errorf("%v, equal: %v", err, b.String() == want)
	}
	refused := errors.New("refused")
	if _, err := a.Export(t.Context(), writerFunc(func([]byte) (int, error) { return 0, refused })); !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// FuzzRestore: a stream is restored or refused, and what is restored is sound.
func FuzzRestore(f *testing.F) {
	head := `{"archive":{"schema":"stemma/archive/v1"}}` + "\n"
	f.Add(head)
	f.Add(head + `{"revision":{"id":"a","added":1,"latest":true,"article":{"title":"Alva","published_precision":"none","text":"Aground."}}}` + "\n" +
		`{"story":{"id":"s","version":1,"lead":"a","changed":1}}` + "\n" + `{"member":{"story":"s","article":"a","n":1,"at":1,"outlet":"o","lang":"en","profile_n":1,"profile":"AQ=="}}` + "\n")
	f.Add(head + `{"revision":{"id":"a","article":{"text":"x"},"bytes":"/w=="}}` + "\n" + `{"end":{"lines":2,"sha256":""}}` + "\n")
	f.Add(head + `{"revision":{"id":"a","latest":true,"article":{"text":"Norlink said so."}}}` + "\n" + `{"cites":{"article":"a","key":"norlink","name":"Norlink"}}` + "\n" +
		`{"attributions":{"article":"a","n":1,"sources":[{"id":"src1","name":"Norlink"}],"attributions":[{"sentence":-1,"source":{"start":-5,"end":900,"id":"src1","parts":[[9,1]]}}]}}` + "\n")
	f.Add(`{"message":{"n":-1,"topic":"t","id":"i","status":9}}` + "\n\x00")
	dir := f.TempDir()
	n := 0
	f.Fuzz(func(t *testing.T, stream string) {
		stream = ended(stream)
		n++
		to := filepath.Join(dir, fmt.Sprint(n))
		defer os.RemoveAll(to)
		if _, err := store.Restore(t.Context(), to, strings.NewReader(stream)); err != nil {
			return
		}
		a, err := store.Open(t.Context(), to, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		for article, err := range a.Articles(t.Context(), store.Filter{}) {
			if _, _, said := a.Attributions(t.Context(), article.ID); err == nil && said != nil {
				t.Error(said)
			}
		}
		if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
			t.Errorf("%q, %v", faults, err)
		}
	})
}
