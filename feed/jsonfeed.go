package feed

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	jsonfeed "github.com/mmcdole/gofeed/json"
)

// parseJSON reads JSON Feed 1 and 1.1, item by item, so that a bad one or a
// feed that breaks off costs what is bad alone.
func parseJSON(ctx context.Context, data []byte) (*draft, error) {
	data = bytes.TrimLeft(toUTF8(data), "\uFEFF")
	head, items, broken := splitJSON(data)
	if items == nil {
		if broken != nil {
			return nil, fmt.Errorf("%w: broken JSON: %w", ErrNotFeed, broken)
		}
		return nil, fmt.Errorf(`%w: JSON without "items", which a JSON Feed has`, ErrNotFeed)
	}
	in := jsonHead(head)
	f := &draft{Feed: Feed{Title: plain(in.Title), URL: in.FeedURL, Site: in.HomePageURL, Lang: language(in.Language), Next: in.NextURL}}
	lost := 0
	for i, raw := range items {
		if i%1000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		one, err := new(jsonfeed.Parser).Parse(bytes.NewReader(wrapJSON(raw)))
		if err != nil || len(one.Items) != 1 || one.Items[0] == nil {
			lost++
			continue
		}
		item := one.Items[0]
		f.add(jsonEntry(item, in), stated{item.DatePublished, item.DateModified})
	}
	return f, damage(lost, broken)
}

func wrapJSON(raw json.RawMessage) []byte {
	return append(append([]byte(`{"items":[`), raw...), "]}"...)
}

// damage says what of a feed was lost; nil if nothing was.
func damage(lost int, broken error) error {
	switch {
	case broken != nil:
		return fmt.Errorf("broken (%w): what could be read is given", broken)
	case lost > 0:
		return fmt.Errorf("%d of its entries cannot be read and are left out", lost)
	}
	return nil
}

// splitJSON returns the fields of the feed without its items, and these.
func splitJSON(data []byte) (head map[string]json.RawMessage, items []json.RawMessage, err error) {
	head = map[string]json.RawMessage{}
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return nil, nil, err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return head, items, err
		}
		if name == "items" && items == nil {
			if items, err = listJSON(d); err != nil {
				return head, items, err
			}
			continue
		}
		var field json.RawMessage
		if err := d.Decode(&field); err != nil {
			return head, items, err
		}
		head[fmt.Sprint(name)] = field
	}
	_, err = d.Token()
	return head, items, err
}

// listJSON reads an array as far as it goes.
func listJSON(d *json.Decoder) ([]json.RawMessage, error) {
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return nil, errors.New(`"items" is no list`)
	}
	items := []json.RawMessage{}
	for d.More() {
		var item json.RawMessage
		if err := d.Decode(&item); err != nil {
			return items, err
		}
		if items = append(items, item); len(items) > maxEntries {
			return items, fmt.Errorf("more than %d entries", maxEntries)
		}
	}
	_, err := d.Token()
	return items, err
}

// jsonHead reads the feed's own fields one by one, as far as each is what it
// should be.
func jsonHead(head map[string]json.RawMessage) *jsonfeed.Feed {
	in := &jsonfeed.Feed{}
	for name, into := range map[string]any{
		"title": &in.Title, "home_page_url": &in.HomePageURL, "feed_url": &in.FeedURL, "next_url": &in.NextURL,
		"language": &in.Language, "author": &in.Author, "authors": &in.Authors,
	} {
		if raw, ok := head[name]; ok {
			_ = json.Unmarshal(raw, into) // not what it should be: left out
		}
	}
	return in
}

func jsonEntry(in *jsonfeed.Item, feed *jsonfeed.Feed) Entry {
	e := Entry{
		URL: cmp.Or(in.URL, in.ExternalURL), GUID: in.ID, Title: plain(in.Title),
		Lang: language(in.Language), HTML: in.ContentHTML, Summary: plain(in.Summary),
	}
	if e.URL == "" && isAddress(in.ID) {
		e.URL = in.ID
	}
	if e.HTML == "" {
		e.Text = plainText(in.ContentText)
	}
	e.Byline = cmp.Or(jsonAuthors(in.Author, in.Authors), jsonAuthors(feed.Author, feed.Authors))
	if e.Byline == plain(feed.Title) {
		e.Byline = ""
	}
	return e
}

func jsonAuthors(one *jsonfeed.Author, all []*jsonfeed.Author) string {
	var names []string
	for _, a := range append(all, one) {
		if a != nil && (a != one || len(all) == 0) {
			names = append(names, a.Name)
		}
	}
	return people(names)
}
