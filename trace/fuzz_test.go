package trace_test

import (
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/trace"
)

// FuzzTrace takes the whole way: bytes of files, articles, trace, every form of
// report. Whatever comes in, ids exist, offsets are inside texts, nothing panics,
// and two runs on one core and on several give the same.
func FuzzTrace(f *testing.F) {
	const ferry = "The ferry Alva ran aground on a reef off Larn on Saturday with 83 people aboard, the harbour office said.\n\nNobody was hurt. “The steering failed,” captain Anna Bork told the Larn Herald."
	const fähre = "Die Fähre Alva ist am Samstag vor Larn mit 83 Menschen auf ein Riff gelaufen, teilte das Hafenamt mit. Niemand wurde verletzt."
	const عبارة = "جنحت العبارة ألفا يوم السبت قبالة لارن وعلى متنها 83 شخصاً، بحسب ما ذكرت صحيفة لارن هيرالد.\nولم يصب أحد بأذى."
	const 渡船 = "【拉恩先驱报】渡轮“阿尔瓦”号周六在拉恩附近触礁，船上有83人。港务局称无人受伤。"
	f.Add([]byte(ferry), []byte("<html><title>"+fähre[:20]+"</title><article><p>"+fähre+"</p></article>"), []byte(`{"text":"`+عبارة[:40]+`","outlet":"نهر","published":"1970-01-01"}`+"\n"))
	f.Add([]byte(渡船), []byte("<p>"+ferry+"</p>"), []byte(`{"id":"x","text":"`+disguise("The ferry Alva ran aground on a reef off Larn on Saturday with 83 people aboard")+`","url":"https://larn-herald.example/1","outlet":"Larn Herald"}`+"\n"+`{"id":"x","text":"\u202e.dnuorga nar avlA\u202c","published":"2090-02-30"}`))
	f.Add([]byte("\x1b[2J\x1b]0;x\a"+ferry), []byte(strings.Repeat("<b>", 300)+fähre), []byte(`{"text":"=cmd|' /C calc'!A0 `+strings.Repeat(`\"`, 200)+`","title":"</script><!--]]>","outlet":"@x","byline":"By\u0000\ufeff"}`))
	f.Add([]byte(strings.Repeat("“", 3000)), []byte("\xff\xfeT\x00h\x00e\x00"), []byte(`[{"text":""},{"text":"."},null,{"text":"`+strings.Repeat("x", 5000)+`"}]`))
	f.Add([]byte(ferry), []byte(ferry), []byte(`{"text":"Larn, 3 May (Norlink) - Norlink, citing Dorsk, which quoted an unnamed source, said 38 people died. Dorsk denied it.","outlet":"Norlink","updated":"0001-01-01T00:00:00Z","published":"9999-12-31T23:59:59Z"}`))
	f.Fuzz(func(t *testing.T, plain, page, lines []byte) {
		if len(plain)+len(page)+len(lines) > 32<<10 {
			t.Skip("what is large is measured elsewhere")
		}
		batch, err := ingest.ReadFS(t.Context(), fstest.MapFS{
			"a.txt": {Data: plain}, "b.html": {Data: page}, "c.jsonl": {Data: lines},
		}, ".", ingest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := trace.Options{OneStory: len(plain)%2 == 0, Rounds: 5}
		r := traced(t, batch.Articles, o)
		r.Errors = batch.Errors
		checkResult(t, r)
		checkReports(t, r)
		before := runtime.GOMAXPROCS(1)
		again := traced(t, batch.Articles, o)
		runtime.GOMAXPROCS(before)
		again.Errors = batch.Errors
		sameResult(t, r, again)
		hurried := traced(t, batch.Articles, o.Spending(after(int64(len(lines)%97))))
		checkResult(t, hurried)
		checkReports(t, hurried)
	})
}
