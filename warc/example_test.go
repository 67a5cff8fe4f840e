package warc_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/stemma-news/stemma/warc"
)

// An archive is read to its end; what is damaged is told and passed over.
func ExampleReader() {
	archive := page("https://merrow.example/ferry", "Content-Encoding: gzip\r\n", "<p>The ferry is late.").text() +
		"what a crash left behind\r\n" +
		page("https://merrow.example/fog", "", "<p>Fog over the harbour.").text()
	r := warc.NewReader(strings.NewReader(archive), warc.Options{})
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*warc.RecordError](err); ok {
			fmt.Println(bad)
			continue
		}
		if err != nil {
			log.Fatal(err)
		}
		if rec.Type != warc.TypeResponse {
			continue
		}
		resp, err := rec.Response(8 << 20)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(rec.Offset, rec.TargetURI, resp.Status, string(resp.Body))
	}
	// Output:
	// 0 https://merrow.example/ferry 200 <p>The ferry is late.
	// record at 323: 26 bytes that belong to no record
	// 349 https://merrow.example/fog 200 <p>Fog over the harbour.
}
