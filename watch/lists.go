package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
)

// Feed is one to watch.
type Feed struct {
	Address string
	// Title is what a list calls it; "" if it does not.
	Title string
}

// Lists are where the feeds are named: addresses, and files that name some, as OPML or one a line.
type Lists struct {
	inputs []string
	stamps []string // of the files as they were read
}

// maxList is the size of the largest list in bytes.
const maxList = 64 << 20

// MaxFeeds is how many feeds are watched: each turn of the schedule looks through all of them, 2 ms of 20,000.
const MaxFeeds = 20_000

// NewLists names the lists; they are read by Read.
func NewLists(inputs []string) *Lists { return &Lists{inputs: inputs} }

// Read returns the feeds of all lists, each address once, in their order, and what is wrong with the lists. The error is
// that of ctx.
func (l *Lists) Read(ctx context.Context) ([]Feed, []stemma.InputError, error) {
	var all []Feed
	var problems []stemma.InputError
	l.stamps = l.stamp()
	for _, input := range l.inputs {
		feeds, err := readFeeds(ctx, input)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			problems = append(problems, stemma.InputError{Input: input, Problem: err.Error()})
		}
		all = append(all, feeds...)
	}
	seen := map[string]bool{}
	all = slices.DeleteFunc(all, func(f Feed) bool {
		twice := seen[f.Address]
		seen[f.Address] = true
		return twice
	})
	if more := len(all) - MaxFeeds; more > 0 {
		problems = append(problems, stemma.InputError{Input: "the lists", Problem: fmt.Sprintf("of %d feeds the last %d are left out: watch them from another archive", len(all), more)})
		all = all[:MaxFeeds]
	}
	return all, problems, nil
}

// Changed reports whether a file has changed since it was read.
func (l *Lists) Changed() bool { return !slices.Equal(l.stamps, l.stamp()) }

// stamp tells files from what they will be when they have changed.
func (l *Lists) stamp() []string {
	all := make([]string, len(l.inputs))
	for i, input := range l.inputs {
		if isAddress(input) {
			continue
		}
		if info, err := os.Stat(input); err == nil {
			all[i] = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
	}
	return all
}

func isAddress(s string) bool {
	lower := strings.ToLower(s)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

// readFeeds returns the feeds that an input names. With an error, there may be some, too.
func readFeeds(ctx context.Context, input string) ([]Feed, error) {
	if isAddress(input) || strings.Contains(input, "://") {
		address, err := checked(input)
		if err != nil {
			return nil, err
		}
		return []Feed{{Address: address}}, nil
	}
	b, err := readList(input)
	if err != nil {
		return nil, err
	}
	switch feed.Sniff(b) {
	case feed.KindOPML:
		links, err := feed.ParseOPML(ctx, b)
		feeds := make([]Feed, 0, len(links))
		for _, link := range links {
			feeds = append(feeds, Feed{link.URL, link.Title})
		}
		if err == nil && len(feeds) == 0 {
			err = errors.New("a list without feeds (OPML): give each an outline with xmlUrl")
		}
		return feeds, err
	case feed.KindFeed, feed.KindSitemap:
		return nil, errors.New("a feed that lies in a file, and does not change: give its address")
	}
	return plainList(b)
}

func readList(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("no such file: give a list of feeds (OPML, or an address a line), or an address as https://… (%s)", filepath.Base(name))
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a file: give a list of feeds (OPML, or an address a line)")
	case info.Size() > maxList:
		return nil, fmt.Errorf("has %d bytes, and a list may have %d: split it", info.Size(), maxList)
	}
	return os.ReadFile(name)
}

// plainList reads a list with one address a line, and perhaps a name behind it. # begins a comment.
func plainList(b []byte) ([]Feed, error) {
	var all []Feed
	var wrong []error
	n := 0
	for line := range bytes.Lines(bytes.TrimPrefix(b, []byte("\uFEFF"))) {
		n++
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		address, title, _ := strings.Cut(text, " ")
		address, err := checked(address)
		if err != nil {
			if wrong = append(wrong, fmt.Errorf("line %d: %w", n, err)); len(wrong) > 10 {
				break
			}
			continue
		}
		all = append(all, Feed{address, strings.TrimSpace(title)})
	}
	if len(all) == 0 && len(wrong) == 0 {
		wrong = append(wrong, errors.New("names no feed: give an address a line"))
	}
	return all, errors.Join(wrong...)
}

// checked returns an address as it is watched.
func checked(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%.80q is no address: give it as https://host/path", shown(s))
	}
	u.Fragment = ""
	return u.String(), nil
}

// hostOf is the machine that an address is on.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.ToLower(u.Hostname())
}

// listsChecked is how often it is looked whether a list has changed.
const listsChecked = time.Minute
