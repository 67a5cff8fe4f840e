package warc_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/warc"
)

// newsPages are pages as long as those of news sites, and as compressible:
// markup that repeats, and text that does not.
func newsPages(n int) []wrote {
	rng := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("the ferry to Ostrand was late again on Monday as fog lay over the harbour of Merrow and officials said that паром опаздывает 渡轮 晚点 العبّارة")
	var all []wrote
	for i := range n {
		var b strings.Builder
		b.WriteString("<!doctype html><html><head><title>" + words[i%len(words)] + "</title></head><body>")
		for p := range 120 {
			fmt.Fprintf(&b, "\n<div class=\"article__paragraph\" data-id=\"%x\"><p>", rng.Uint64())
			for range 20 + p%17 {
				b.WriteString(words[rng.IntN(len(words))])
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%d</p><a href=\"/news/%x\">", rng.IntN(1e6), rng.Uint32())
		}
		all = append(all, page(fmt.Sprintf("https://merrow.example/%d", i), "Transfer-Encoding: chunked\r\n", b.String()))
	}
	return all
}

func BenchmarkReader(b *testing.B) {
	records := newsPages(400)
	size := len(plainFile(b, records))
	for _, name := range []string{"plain", "gzip members", "one gzip", "zstd frames"} {
		file := layouts[name](b, records)
		for what, use := range map[string]func(*warc.Record) error{
			"blocks": func(rec *warc.Record) error {
				_, err := io.Copy(io.Discard, rec.Block)
				return err
			},
			"responses": func(rec *warc.Record) error {
				_, err := rec.Response(8 << 20)
				return err
			},
		} {
			b.Run(name+"/"+what, func(b *testing.B) {
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					r := warc.NewReader(bytes.NewReader(file), warc.Options{})
					for {
						rec, err := r.Next()
						if errors.Is(err, io.EOF) {
							break
						}
						if err != nil {
							b.Fatal(err)
						}
						if err := use(rec); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
	}
}

// Memory does not grow with the file: a record of 100 MB is read in that of
// the buffers.
func TestLongRecordsAreStreamed(t *testing.T) {
	const size = 100 << 20
	head := fmt.Sprintf("WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n", size)
	r := warc.NewReader(io.MultiReader(strings.NewReader(head), io.LimitReader(endless{}, size)), warc.Options{})
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if n, err := io.Copy(io.Discard, rec.Block); n != size || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
		t.Errorf("%d bytes of memory for a record of %d", grown, size)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		n += copy(p[n:], "The ferry is late. WARC.\n")
	}
	return len(p), nil
}
