package fetch

import (
	"mime"
	"strings"
)

// suitable says whether news may come in this type of content. It only keeps out what says of itself that it is
// something else: what a page, a feed or an archive says that it is, is often not true, and for others to find out.
func suitable(contentType string) error {
	kind, _, _ := mime.ParseMediaType(contentType)
	if kind == "" {
		kind, _, _ = strings.Cut(contentType, ";") // its parameters are not well formed
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	if kind == "" || isSuitable(kind) {
		return nil
	}
	return failure(ErrType, "it is %s, not a page, a feed, a text or an archive of them: give the address of the report itself", excerpt(kind))
}

func isSuitable(kind string) bool {
	top, sub, ok := strings.Cut(kind, "/")
	switch {
	case !ok:
		return true // "html", "utf-8": no type at all
	case sub == "css", sub == "event-stream", strings.HasSuffix(sub, "javascript"), sub == "ecmascript":
		return false
	case top == "text", top == "message", top == "multipart":
		return true
	case top != "application" && top != "binary" && top != "x-application":
		return false
	}
	return isSuitableApplication(sub)
}

func isSuitableApplication(sub string) bool {
	for _, suffix := range []string{"xml", "json", "+zip", "+gzip", "xml-dtd", "lines", "ndjson", "jsonl"} {
		if strings.HasSuffix(sub, suffix) {
			return true
		}
	}
	switch strings.TrimPrefix(sub, "x-") {
	case "warc", "gzip", "gunzip", "tgz", "gtar", "tar", "compressed-tar", "zip", "zip-compressed", "compressed", "compress", "zstd", "bzip2",
		"octet-stream", "download", "force-download", "unknown", "binary", "data",
		"pdf", "csv", "markdown", "html", "text", "txt", "rss", "atom", "mbox", "rfc822", "arc":
		return true
	}
	return false
}

// excerpt makes what a server says fit for a message.
func excerpt(s string) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return -1
		}
		return r
	}, s)
}
