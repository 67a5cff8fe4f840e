package warc

import (
	"bytes"
	"strconv"
	"strings"
)

// unchunk joins the chunks of a body (RFC 9112, section 7.1). Crawlers archive
// bodies as they came or joined, in both cases with the header as it came: so
// what is declared is believed if a chunk is there, and what is not declared
// is taken for chunks if it is so from end to end.
func (resp *Response) unchunk(raw []byte) []byte {
	if size, _ := chunkHead(raw); size <= 0 {
		return raw
	}
	body, chunks, whole := joinChunks(raw)
	declared := strings.Contains(strings.ToLower(strings.Join(resp.Header["Transfer-Encoding"], ",")), "chunked")
	switch {
	case whole:
		return body
	case declared && (chunks > 0 || resp.Cut != ""):
		if resp.Cut == "" {
			resp.Cut = "it breaks off among its chunks"
		}
		return body
	}
	return raw
}

// joinChunks returns what the chunks hold, how many of them end where they
// should, and whether the last of them is there.
func joinChunks(raw []byte) (body []byte, chunks int, whole bool) {
	body = make([]byte, 0, len(raw))
	for {
		size, data := chunkHead(raw)
		if size < 0 {
			return body, chunks, false
		}
		if size == 0 {
			return body, chunks, true
		}
		if size >= len(data) {
			return append(body, data...), chunks, false
		}
		body, raw = append(body, data[:size]...), data[size:]
		switch {
		case bytes.HasPrefix(raw, []byte("\r\n")):
			raw = raw[2:]
		case raw[0] == '\n':
			raw = raw[1:]
		default:
			return body, chunks, false
		}
		chunks++
	}
}

// chunkHead reads the line before a chunk, its size in hexadecimal digits and
// perhaps extensions. The size is -1 where there is no such line.
func chunkHead(raw []byte) (size int, data []byte) {
	const maxHead = 1 << 10
	line, _, found := bytes.Cut(raw[:min(len(raw), maxHead)], []byte("\n"))
	if !found {
		return -1, nil
	}
	digits, _, _ := bytes.Cut(line, []byte(";"))
	n, err := strconv.ParseInt(string(bytes.TrimSpace(digits)), 16, 32)
	if err != nil || n < 0 || digits[0] == '+' || digits[0] == '-' {
		return -1, nil
	}
	return int(n), raw[len(line)+1:]
}
