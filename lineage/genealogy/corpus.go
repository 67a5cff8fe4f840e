package genealogy

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Document is one report in several languages and wordings, line by line the
// same: line 0 is the headline, line 1 the lead.
type Document struct {
	// Name tells documents of one corpus apart.
	Name string
	// Event is what documents have in common that are independent reports of
	// one event; "" for a document that is alone.
	Event string
	Lines int
	// Texts are ordered by language, the wordings of one language as given.
	Texts []Wording
}

// Wording is a document as one writer or translator put it.
type Wording struct {
	Lang  string
	Lines []string
}

// Corpus is what stories are made from.
type Corpus []Document

const (
	// maxDocument bounds a document in bytes.
	maxDocument = 4 << 20
	// maxLines is how long a report may be: what is made of it takes the square.
	maxLines = 1000
	// maxWordings is how often one document may be there.
	maxWordings = 200
	// maxCorpus bounds a file of parallel lines in bytes.
	maxCorpus = 256 << 20
)

// wordings lists the wordings of one language, as indices into Texts.
func (d *Document) wordings(lang string) []int {
	var list []int
	for i := range d.Texts {
		if d.Texts[i].Lang == lang {
			list = append(list, i)
		}
	}
	return list
}

// languages lists the languages of a document in the order of Texts.
func (d *Document) languages() []string {
	var list []string
	for i := range d.Texts {
		if !slices.Contains(list, d.Texts[i].Lang) {
			list = append(list, d.Texts[i].Lang)
		}
	}
	return list
}

// ParseDocument reads a document: comment lines that begin with #, then
// sections headed [LANG] or, for a second wording, [LANG 2], all of the same
// number of lines. Errors name the line.
func ParseDocument(name, text string) (Document, error) {
	d := Document{Name: name}
	if len(text) > maxDocument {
		return d, fmt.Errorf("%s: larger than %d bytes", name, maxDocument)
	}
	if !utf8.ValidString(text) {
		return d, fmt.Errorf("%s: not UTF-8", name)
	}
	begun := 0
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			if err = d.ends(begun); err == nil {
				err = d.begins(line)
			}
			begun = n
		case len(d.Texts) == 0:
			err = errors.New("text before the first section")
		default:
			w := &d.Texts[len(d.Texts)-1]
			w.Lines = append(w.Lines, line)
		}
		if err != nil {
			return d, fmt.Errorf("%s: line %d: %w", name, n, err)
		}
	}
	if err := d.ends(begun); err != nil {
		return d, fmt.Errorf("%s: line %d: %w", name, n, err)
	}
	if d.Lines < 2 {
		return d, fmt.Errorf("%s: no headline and lead", name)
	}
	slices.SortStableFunc(d.Texts, func(a, b Wording) int { return strings.Compare(a.Lang, b.Lang) })
	return d, nil
}

// begins opens the section that a heading names.
func (d *Document) begins(heading string) error {
	inner, ok := strings.CutSuffix(strings.TrimPrefix(heading, "["), "]")
	lang, number, second := strings.Cut(inner, " ")
	if !ok || !isTag(lang) {
		return fmt.Errorf("%q is no heading like [en] or [en 2]", heading)
	}
	want := len(d.wordings(lang)) + 1
	if given := "1"; second || want > 1 {
		if second {
			given = number
		}
		if given != strconv.Itoa(want) {
			return fmt.Errorf("[%s]: this is wording %d of %s", inner, want, lang)
		}
	}
	if len(d.Texts) == maxWordings {
		return fmt.Errorf("more than %d sections", maxWordings)
	}
	d.Texts = append(d.Texts, Wording{Lang: lang})
	return nil
}

// ends closes the section that began at the given line.
func (d *Document) ends(begun int) error {
	if len(d.Texts) == 0 {
		return nil
	}
	w := &d.Texts[len(d.Texts)-1]
	if len(w.Lines) == 0 {
		return fmt.Errorf("section [%s] of line %d is empty", w.Lang, begun)
	}
	if d.Lines == 0 {
		d.Lines = len(w.Lines)
	}
	if d.Lines > maxLines {
		return fmt.Errorf("section [%s] of line %d has more than %d lines", w.Lang, begun, maxLines)
	}
	if len(w.Lines) != d.Lines {
		return fmt.Errorf("section [%s] of line %d has %d lines, the first one has %d", w.Lang, begun, len(w.Lines), d.Lines)
	}
	return nil
}

// isTag says that s could be a language tag.
func isTag(s string) bool {
	if len(s) < 2 || len(s) > 12 {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
}

// ParseParallel reads documents from files that run line by line: names tells
// which document each line is of (lines of one document follow each other),
// and files hold the same lines in each language. Errors name file and line.
func ParseParallel(names io.Reader, files map[string]io.Reader) (Corpus, error) {
	labels, err := readLines("documents", names)
	if err != nil {
		return nil, err
	}
	corpus, first := divide(labels)
	seen := map[string]bool{}
	for i := range corpus {
		if corpus[i].Lines > maxLines {
			return nil, fmt.Errorf("documents: line %d: %q has more than %d lines", first[i]+1, corpus[i].Name, maxLines)
		}
		if seen[corpus[i].Name] {
			return nil, fmt.Errorf("documents: line %d: %q comes back after another document", first[i]+1, corpus[i].Name)
		}
		seen[corpus[i].Name] = true
	}
	for _, lang := range sortedKeys(files) {
		if !isTag(lang) {
			return nil, fmt.Errorf("%q is no language", lang)
		}
		lines, err := readLines(lang, files[lang])
		if err != nil {
			return nil, err
		}
		if len(lines) != len(labels) {
			return nil, fmt.Errorf("%s: line %d: documents has %d lines", lang, len(lines), len(labels))
		}
		for i := range corpus {
			d := &corpus[i]
			d.Texts = append(d.Texts, Wording{Lang: lang, Lines: lines[first[i] : first[i]+d.Lines]})
		}
	}
	if len(files) == 0 {
		return nil, errors.New("no language")
	}
	return corpus, nil
}

// divide makes a document of every run of equal labels, and returns the first
// line of each.
func divide(labels []string) (Corpus, []int) {
	var corpus Corpus
	var first []int
	for i, label := range labels {
		if i == 0 || label != labels[i-1] {
			corpus, first = append(corpus, Document{Name: label}), append(first, i)
		}
		corpus[len(corpus)-1].Lines++
	}
	return corpus, first
}

// readLines reads all lines of a file; none may be empty.
func readLines(name string, r io.Reader) ([]string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxCorpus+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(b) > maxCorpus:
		return nil, fmt.Errorf("%s: larger than %d bytes", name, maxCorpus)
	case !utf8.Valid(b):
		return nil, fmt.Errorf("%s: not UTF-8", name)
	}
	var lines []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" {
			return nil, fmt.Errorf("%s: line %d is empty", name, len(lines)+1)
		}
		lines = append(lines, line)
	}
	return lines, nil
}
