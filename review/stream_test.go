package review

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written is the export of a book.
func written(t *testing.T, b *Book) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := Write(&out, b.All(t.Context(), Filter{Withdrawn: true})); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestImport: what one book has written another takes over as it is, once.
func TestImport(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		ctx, b := t.Context(), made().open(t)
		v := add(t, b, said("a", "b"), "k")
		arabic := said("a", "c")
		arabic.Note, arabic.Opinion, arabic.Redirect = "المصدر <آخر> & \u2028", Redirected, &End{}
		add(t, b, arabic, "")
		first := written(t, b)
		if _, err := b.Withdraw(ctx, v.ID, "Ben"); err != nil {
			t.Fatal(err)
		}
		second := written(t, b)

		other := made().open(t)
		for i, c := range []struct {
			in   string
			want Imported
		}{
			{"\ufeff" + strings.ReplaceAll(first, "\n", "\r\n\r\n"), Imported{New: 2}},
			{first, Imported{Known: 2}},
			{second, Imported{Withdrawn: 1, Known: 1}},
			{second, Imported{Known: 2}},
			{first, Imported{Known: 2}},
			{"", Imported{}},
		} {
			if have, err := other.Import(ctx, strings.NewReader(c.in)); err != nil || have != c.want {
				t.Errorf("%d: %+v, %v, want %+v", i, have, err, c.want)
			}
		}
		if have := written(t, other); have != second {
			t.Error(cmp.Diff(second, have))
		}
		if faults, err := other.Check(ctx); err != nil || len(faults) > 0 {
			t.Errorf("%q, %v", faults, err)
		}
	})
}

// TestImportRefuses what is none, and says where; what stands before is in the book.
func TestImportRefuses(t *testing.T) {
	from := opened(t, t.TempDir())
	add(t, from, said("a", "b"), "")
	line := strings.TrimSpace(written(t, from))
	for name, c := range map[string]struct{ in, want string }{
		"no JSON":        {"{", "line 2: it is not the JSON of a verdict"},
		"another form":   {`{"schema":"stemma/trace/v1"}`, `line 2: its schema is "stemma/trace/v1", and not stemma/verdict/v1`},
		"no id":          {`{"schema":"stemma/verdict/v1"}`, "line 2: id: it has none"},
		"no time":        {`{"schema":"stemma/verdict/v1","id":"v1","subject":"edge"}`, "line 2: at: it says no time"},
		"half a verdict": {`{"schema":"stemma/verdict/v1","id":"v1","subject":"edge","verdict":"confirmed","at":"2025-01-01T00:00:00Z"}`, "line 2: to: "},
		"another by the same id": {
			strings.Replace(line, "confirmed", "rejected", 1), "is in the book, and says something else there",
		},
		"too long": {strings.Repeat("x", maxLine+1), "line 2: it is longer than a verdict can be"},
	} {
		b := opened(t, t.TempDir())
		if name == "another by the same id" {
			if _, err := b.Import(t.Context(), strings.NewReader(line)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := b.Import(t.Context(), strings.NewReader(line+"\n"+c.in+"\n"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if have := children(t, b, Filter{}); have != "b" {
			t.Errorf("%s: %q is in the book", name, have)
		}
	}
}

// FuzzRead: whatever comes, verdicts that are read can be written and read again as they are.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema":"stemma/verdict/v1","id":"v1","story":"s1","subject":"edge","verdict":"redirected","from":{"article":"a"},"to":{"article":"b","digest":"00"},"redirect":{},"at":"2025-01-01T00:00:00.5Z"}`))
	f.Add([]byte(`{"schema":"stemma/verdict/v1","id":"v2","subject":"link","verdict":"rejected","from":{"article":"a","sentences":[1,2],"quote":"x\ny"},"to":{"article":"b","sentences":[0]},"at":"2025-01-01T00:00:00+14:00","withdrawn":{"at":"2025-01-02T00:00:00Z"}}` + "\n{}"))
	f.Add([]byte(`{"schema":"stemma/verdict/v1","id":"v3","subject":"edge","verdict":"confirmed","from":{"source":"a source","nameless":true,"reports":["b"]},"to":{"article":"b"},"note":"\ud800","at":"9999-12-31T23:59:59-23:00"}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		var all []Verdict
		for n, err := range Read(bytes.NewReader(in)) {
			if err != nil {
				break
			}
			all = append(all, n.Verdict)
		}
		var out bytes.Buffer
		if _, err := Write(&out, sequence(all)); err != nil {
			t.Fatal(err)
		}
		i := 0
		for n, err := range Read(&out) {
			if err != nil || !cmp.Equal(n.Verdict, all[i]) {
				t.Fatalf("%v\n%s", err, cmp.Diff(all[i], n.Verdict))
			}
			i++
		}
		if i != len(all) {
			t.Fatalf("%d of %d", i, len(all))
		}
	})
}

func sequence(all []Verdict) func(func(Verdict, error) bool) {
	return func(yield func(Verdict, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}
