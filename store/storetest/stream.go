package storetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/store"
)

// testStream: an archive that goes out and in again is the same, and goes on alike.
func testStream(ctx context.Context, t *testing.T, a Archive, restore func(testing.TB, io.Reader) Archive) {
	testRandomStories(ctx, t, a)
	update(ctx, t, a, store.Update{
		State:  map[string][]byte{"feed": {0, 255}},
		Outbox: []store.Message{{Topic: "hook", ID: "one", Body: []byte("{}"), Queued: time.Unix(5, 0)}},
		Cites:  []store.Cites{reading(2, "id-2", agency())},
	})
	stream := streamOf(ctx, t, a)
	b := restore(t, bytes.NewReader(stream))
	t.Cleanup(func() { _ = b.Close() })
	if again := streamOf(ctx, t, b); !bytes.Equal(again, stream) {
		t.Error("what went in is not what went out")
	}
	more := articles(302)[300:]
	for _, x := range []Archive{a, b} {
		add(ctx, t, x, more)
		placeNext(ctx, t, x, 10, founded("new", more[0].ID), joined("new", more[1].ID), merged("new", listed(ctx, t, x, store.StoryFilter{Limit: 1})[0].ID))
		if faults, err := x.Check(ctx); err != nil || len(faults) > 0 {
			t.Errorf("check: %q, %v", faults, err)
		}
	}
	for _, f := range []store.StoryFilter{{}, {Since: when(20), Sort: store.StoryRecent}, {Langs: []string{"ar"}, Open: true}} {
		if diff := cmp.Diff(listed(ctx, t, a, f), listed(ctx, t, b, f)); diff != "" {
			t.Errorf("%+v (-before +after)\n%s", f, diff)
		}
	}
	if diff := cmp.Diff(activeOf(ctx, t, a), activeOf(ctx, t, b)); diff != "" {
		t.Errorf("active (-before +after)\n%s", diff)
	}
}

// streamOf is an archive as a stream, of which the end says what there is.
func streamOf(ctx context.Context, t *testing.T, a Archive) []byte {
	t.Helper()
	var b bytes.Buffer
	done, err := a.Export(ctx, &b)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"end":{"lines":%d,"sha256":"%s"}}`+"\n", bytes.Count(b.Bytes(), []byte("\n"))-1, done.SHA256)
	if !bytes.HasSuffix(b.Bytes(), []byte(want)) {
		t.Errorf("the end of %d lines is not %s", done.Lines, want)
	}
	return b.Bytes()
}
