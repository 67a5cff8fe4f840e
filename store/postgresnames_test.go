package store_test

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// TestNamesOfAnyBytes: an archive is the same stream in a folder and in a database, whatever bytes the names in it have: names of
// files are in the order of their bytes, and none is lost.
func TestNamesOfAnyBytes(t *testing.T) {
	const mark = "\U0010FFFE"
	folder := create(t, t.TempDir())
	defer folder.Close()
	state := map[string][]byte{}
	var inputs []store.Checkpoint
	for _, name := range []string{"caf\x80.jsonl", "café.jsonl", "caf\x00.jsonl", "caf", "caf\xf5", "渡轮\xff\xfe", "渡轮", mark, mark + "00", mark + "zz", mark + "--", "z" + mark, "\U0010FFFF", "\xf4\x8f\xbf"} {
		inputs = append(inputs, store.Checkpoint{Input: name, Place: "1"})
		if strings.ToValidUTF8(name, "") == name { // other names of states there are none
			state["s/"+name] = []byte("x")
		}
	}
	articles := []stemma.Article{{ID: "b\x00", Text: "Паром «Алва» сел на мель у Ларна."}, {ID: "b" + mark, Text: "The ferry Alva ran aground off Larn."}}
	if _, err := folder.Add(t.Context(), articles, inputs...); err != nil {
		t.Fatal(err)
	}
	if err := folder.Place(t.Context(), store.Placement{Update: store.Update{State: state}}); err != nil {
		t.Fatal(err)
	}
	want := streamed(t, folder)
	at := schemas(t)()
	if _, err := store.Restore(t.Context(), at, strings.NewReader(want)); err != nil {
		t.Fatal(err)
	}
	database := create(t, at)
	defer database.Close()
	if have := streamed(t, database); have != want {
		t.Errorf("in a database:\n%s\nin a folder:\n%s", have, want)
	}
	for _, c := range inputs {
		if have, _, err := database.Checkpoint(t.Context(), c.Input); err != nil || have.Place != "1" {
			t.Errorf("%q: %+v, %v", c.Input, have, err)
		}
	}
	to := t.TempDir()
	if _, err := store.Restore(t.Context(), to, strings.NewReader(want)); err != nil {
		t.Fatal(err)
	}
	back := create(t, to)
	defer back.Close()
	if streamed(t, back) != want {
		t.Error("in another folder it is another stream")
	}
}

func streamed(t *testing.T, a *store.Archive) string {
	t.Helper()
	var stream strings.Builder
	if _, err := a.Export(t.Context(), &stream); err != nil {
		t.Fatal(err)
	}
	return stream.String()
}
