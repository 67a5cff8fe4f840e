package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

var errUnclosed = errors.New("an entry that is not closed")

// swallowed reports that a reader found fewer entries than begin in a feed:
// what is not closed takes in what follows.
func swallowed(doc *document, found int) bool {
	if bytes.Count(doc.text, []byte("<"+entryName(doc.root)))+bytes.Count(doc.text, []byte(":"+entryName(doc.root))) <= found {
		return false // the quick answer for nearly all
	}
	_, _, entries := cutEntries(doc)
	return len(entries) > found
}

// salvage reads a feed that is broken somewhere entry by entry: each in a
// document of its own, within the root element and what it declares.
func salvage(ctx context.Context, doc *document, read func([]byte) (*draft, error), cause error) (*draft, error) {
	head, tail, entries := cutEntries(doc)
	f, err := read(append(bytes.Clone(head), tail...))
	if err != nil {
		f, err = read(append(rootTag(doc.text), closingTag(doc.text)...))
	}
	if err != nil {
		f = &draft{}
	}
	root, end := openHead(doc), closeHead(doc)
	// Each entry is read with a copy of the root element.
	lost := max(0, len(entries)-MaxSize/max(len(root), 1))
	for i, entry := range entries[:len(entries)-lost] {
		if i%100 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		one, err := read(slices.Concat(root, entry, end))
		if err != nil || len(one.Entries) != 1 || one.Entries[0] == (Entry{}) {
			lost++
			continue
		}
		f.add(one.Entries[0], one.dates[0])
	}
	if len(f.Entries) == 0 && f.Title == "" {
		return nil, fmt.Errorf("%w that can be read: %w", ErrNotFeed, cause)
	}
	if cause == nil {
		cause = errUnclosed
	}
	if lost > 0 {
		return f, fmt.Errorf("broken XML (%w): %d of its %d entries cannot be read", cause, lost, len(entries))
	}
	return f, fmt.Errorf("broken XML (%w): its entries could be read", cause)
}

// cutEntries returns what stands before the first entry, what closes it, and
// the entries, each from tag to tag. One that is not closed ends where the
// next begins, or with the last element that is whole.
func cutEntries(doc *document) (head, tail []byte, entries [][]byte) {
	text, name := doc.text, entryName(doc.root)
	open, whole := -1, 0 // where the entry at hand begins, where its last element ends
	for rest := text; len(entries) <= maxEntries; {
		tag, after, found := nextTag(rest)
		if !found {
			break
		}
		end := len(text) - len(after)
		begin := end - len(tag)
		rest = after
		closing := tag[1] == '/'
		if localName(tag) != name {
			if closing || tag[len(tag)-2] == '/' {
				whole = end
			}
			continue
		}
		switch {
		case head == nil:
			head = text[:begin]
		case open >= 0 && closing:
			entries = append(entries, text[open:end])
		case open >= 0:
			entries = append(entries, closed(text[open:begin]))
		}
		if open, whole = begin, end; closing {
			open = -1
		}
	}
	if open >= 0 {
		entries = append(entries, closed(text[open:whole]))
	}
	if head == nil {
		head = text
	}
	return head, closeHead(doc), entries
}

// entryName returns the name of the elements of a feed that are its entries.
func entryName(root string) string {
	if root == "feed" {
		return "entry"
	}
	return "item"
}

// localName returns a tag's name without its prefix, in lower case.
func localName(tag []byte) string {
	name := rootName(bytes.TrimPrefix(tag[1:], []byte("/")))
	return lower(name[strings.IndexByte(name, ':')+1:])
}

// closed returns an entry with the tag that closes it.
func closed(entry []byte) []byte { return append(bytes.Clone(entry), closingTag(entry)...) }

// closingTag returns the tag that closes the one that the text begins with.
func closingTag(text []byte) string { return "</" + rootName(text[1:]) + ">" }

// rootName returns the name that a text begins with.
func rootName(text []byte) string {
	end := bytes.IndexAny(text, " \t\r\n/>")
	if end < 0 {
		return string(text)
	}
	return string(text[:end])
}

// rootTag returns the tag that a text begins with.
func rootTag(text []byte) []byte {
	end := bytes.IndexByte(text, '>')
	if end < 0 {
		return nil
	}
	return bytes.TrimSuffix(bytes.Clone(text[:end+1]), []byte("/>"))
}

func closeHead(doc *document) []byte {
	end := closingTag(doc.text)
	if doc.root == "rss" {
		end = "</channel>" + end
	}
	return []byte(end)
}

// openHead returns what an entry stands in, as closeHead closes it.
func openHead(doc *document) []byte {
	out := rootTag(doc.text)
	if doc.root == "rss" {
		out = append(out, "<channel>"...)
	}
	return out
}
