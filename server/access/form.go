package access

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
)

// FormField is the field of a form, and FormHeader the header of a script, with the value that only our own pages know.
const (
	FormField  = "form_token"
	FormHeader = "X-Form-Token"
)

// formHead is how much of a body is read for the field, which is the first of each of our forms: what comes behind it may be
// files of many megabytes, and goes on to who wants it.
const formHead = 2 << 10

// formToken returns what a request has in the field or the header, "" where it has neither. The body can be read afterwards
// as if nothing had been.
func formToken(r *http.Request) string {
	if t := r.Header.Get(FormHeader); t != "" {
		return t
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || r.Body == nil || kind != "application/x-www-form-urlencoded" && kind != "multipart/form-data" {
		return ""
	}
	b := bufio.NewReaderSize(r.Body, formHead)
	head, _ := b.Peek(formHead) // a shorter one is read to its end, and other errors come again
	r.Body = struct {
		io.Reader
		io.Closer
	}{b, r.Body}
	if kind == "multipart/form-data" {
		return firstPart(head, params["boundary"])
	}
	first, _, _ := bytes.Cut(head, []byte("&"))
	name, value, _ := bytes.Cut(first, []byte("="))
	if string(name) != FormField {
		return ""
	}
	token, err := url.QueryUnescape(string(value))
	if err != nil {
		return ""
	}
	return token
}

func firstPart(head []byte, boundary string) string {
	if boundary == "" {
		return ""
	}
	p, err := multipart.NewReader(bytes.NewReader(head), boundary).NextPart()
	if err != nil || p.FormName() != FormField {
		return ""
	}
	const most = 256
	token, err := io.ReadAll(io.LimitReader(p, most))
	if err != nil {
		return ""
	}
	return string(token)
}
