package newsml

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// node is an element, or, without a name, text. All its methods can be called
// on nil, the element that is not there.
type node struct {
	name  string
	attrs []xml.Attr
	data  string
	nodes []*node
}

// tree reads an element to its end. An end that is missing is made up where the
// element around it ends.
func (r *Reader) tree(start xml.StartElement) (*node, error) {
	root := &node{name: start.Name.Local, attrs: start.Attr}
	open := []*node{root}
	for count := 1; len(open) > 0; {
		token, err := r.d.RawToken()
		if isCut(err) {
			r.cut = true
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > maxNodes {
				return nil, errMany
			}
			if len(open) >= maxDepth {
				return nil, errDeep
			}
			n := &node{name: t.Name.Local, attrs: t.Attr}
			top.nodes = append(top.nodes, n)
			open = append(open, n)
		case xml.EndElement:
			for i, o := range slices.Backward(open) {
				if o.name == t.Name.Local {
					open = open[:i]
					break
				}
			}
		case xml.CharData:
			if count++; count > maxNodes {
				return nil, errMany
			}
			top.nodes = append(top.nodes, &node{data: string(t)})
		}
	}
	return root, nil
}

// isCut reports that a document ends in the middle.
func isCut(err error) bool {
	syntax, ok := errors.AsType[*xml.SyntaxError](err)
	return errors.Is(err, io.EOF) || ok && strings.Contains(syntax.Msg, "EOF")
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// each calls f on the elements below in the order of the document, and goes
// into those for which f returns true.
func (n *node) each(f func(*node) bool) {
	if n == nil {
		return
	}
	for _, c := range n.nodes {
		if c.name != "" && f(c) {
			c.each(f)
		}
	}
}

// all returns the elements of a name below.
func (n *node) all(name string) []*node {
	var found []*node
	n.each(func(c *node) bool {
		if c.name == name {
			found = append(found, c)
			return false
		}
		return true
	})
	return found
}

// find returns the first element below with one of the names; the first name
// that is there counts.
func (n *node) find(names ...string) *node {
	for _, name := range names {
		if all := n.all(name); len(all) > 0 {
			return all[0]
		}
	}
	return nil
}

// text returns the text of an element in one line.
func (n *node) text() string { return strings.Join(strings.Fields(n.raw()), " ") }

// raw returns the text of an element as it is.
func (n *node) raw() string {
	var b strings.Builder
	n.writeRaw(&b)
	return b.String()
}

func (n *node) writeRaw(b *strings.Builder) {
	if n == nil {
		return
	}
	b.WriteString(n.data)
	for _, c := range n.nodes {
		c.writeRaw(b)
	}
}

// said returns the first text that is not empty of the elements of the names.
func (n *node) said(names ...string) string {
	for _, name := range names {
		for _, c := range n.all(name) {
			if s := c.text(); s != "" {
				return s
			}
		}
	}
	return ""
}

// named returns what an element of G2 is called: its name in words, a literal,
// or the end of a code.
func (n *node) named() string {
	if n == nil {
		return ""
	}
	return cmp.Or(n.find("name").text(), n.attr("literal"), afterColon(n.attr("qcode")), afterSlash(n.attr("uri")), n.attr("FormalName"), n.attr("code"))
}

func afterColon(code string) string { return code[strings.IndexByte(code, ':')+1:] }

func afterSlash(uri string) string { return uri[strings.LastIndexByte(uri, '/')+1:] }

// date returns the first date that can be read in the text, or the attribute
// "norm", of the elements of the names.
func (n *node) date(names ...string) stemma.Moment {
	for _, name := range names {
		for _, c := range n.all(name) {
			if m, ok := date.Parse(cmp.Or(c.attr("norm"), c.text())); ok {
				return m
			}
		}
	}
	return date.None()
}
