package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxTags is how many elements a page may begin. The longest of the benchmark have
// some ten thousand; one takes a hundred times the memory of its shortest tag.
const maxTags = 500_000

var errTags = fmt.Errorf("it has more than %d elements, which no article needs", maxTags)

// tags counts what begins an element.
func tags(page []byte) (n int) {
	for {
		i := bytes.IndexByte(page, '<')
		if i < 0 || i+1 == len(page) {
			return n
		}
		if page = page[i+1:]; isLetter(page[0]) {
			n++
		}
	}
}

// parse reads a page. The parser refuses pages whose elements are nested more
// than 512 deep, which those with hundreds of unclosed <font> or <div> are;
// they are read without their nesting.
func parse(page []byte) (*html.Node, error) {
	page = stripped(page)
	if tags(page) > maxTags {
		return nil, errTags
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err == nil {
		return doc, nil
	}
	return html.Parse(bytes.NewReader(flatten(page)))
}

// flatten drops the inline elements of a page and makes paragraphs of its
// blocks, which do not nest.
func flatten(page []byte) []byte {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		raw := z.Raw() // before TagName, which changes it
		switch kind {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				return nil
			}
			return out.Bytes()
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			kept := bytes.Clone(raw)
			name, _ := z.TagName()
			out.Write(flatTag(kept, atom.Lookup(name)))
		default:
			out.Write(raw)
		}
	}
}

func flatTag(raw []byte, a atom.Atom) []byte {
	switch {
	case flatElement(a):
		return raw
	case inline(a):
		return nil
	}
	return []byte("<p>")
}

// flatElement reports whether an element holds no blocks.
func flatElement(a atom.Atom) bool {
	switch a {
	case atom.Html, atom.Head, atom.Title, atom.Meta, atom.Link, atom.Script, atom.Style, atom.Noscript, atom.Textarea, atom.Body,
		atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Br:
		return true
	}
	return false
}

// inline reports whether an element is one of running text.
func inline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Big, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Del, atom.Dfn, atom.Em, atom.Font, atom.I,
		atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time,
		atom.Tt, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}
