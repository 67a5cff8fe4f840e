package ingest

import "testing"

// FuzzContainer reads archives of files, by each of their names: what a path in one says, how long it says an entry is,
// and what lies in it.
func FuzzContainer(f *testing.F) {
	inner := zipOf(f, entry{"c.txt", "The bridge closed on Monday."})
	f.Add([]byte(zipOf(f, entry{"a.txt", "Die Brücke ist zu."}, entry{"../../b.txt", "x"}, entry{"d/", ""}, entry{"in.zip", inner}, entry{"C:\\x\u202e.txt", "y"})))
	f.Add([]byte(tarOf(f, entry{"a/", ""}, entry{"/a/b.jsonl", `{"text":"جسر"}`}, entry{"a/../../c.txt", "z"}, entry{"d.tar", tarOf(f, entry{"e.txt", "橋"})})))
	f.Add([]byte(zipOf(f, entry{"datapackage.json", "{}"}, entry{"pages/pages.jsonl", `{"url":"https://selm.example"}` + "\n"}, entry{"archive/data.warc", "WARC/1.0\r\nContent-Length: 0\r\n\r\n"})))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<16 {
			t.Skip()
		}
		for _, name := range []string{"a.zip", "a.tar", "a.wacz"} {
			fuzz(t, name, content)
		}
	})
}
