package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/text"
)

// reading says how inputs are read: the flags of all commands that read some.
type reading struct {
	offline      bool
	allowPrivate bool
	proxy        bool
	cache        string
	delay        time.Duration
	maxPages     int
	columns      map[string]string
}

const readingHelp = `
An address (https://…) is fetched: a page, a feed, a sitemap, a list of feeds,
or a file as above. robots.txt is obeyed, a host is asked once a second, and
what was fetched is kept for the next time (--cache).
`

func (r *reading) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&r.offline, "offline", false, "fetch nothing: read addresses from the cache")
	f.StringVar(&r.cache, "cache", defaultCache(), "keep fetched pages in this `folder`; \"\" for nowhere")
	f.BoolVar(&r.allowPrivate, "allow-private", false, "fetch from this machine and its network, too")
	f.BoolVar(&r.proxy, "proxy", false, "fetch by the proxy of the environment (HTTPS_PROXY)")
	f.DurationVar(&r.delay, "delay", time.Second, "`time` between two requests to a host")
	f.IntVar(&r.maxPages, "max-pages", 100, "fetch as many `pages` of a feed or sitemap at most, the newest")
	f.StringToStringVar(&r.columns, "map", nil, "a column or JSON field for one of ours: `text=body,published=when`")
}

// defaultCache is where fetched pages are kept, or "" where there is no place.
func defaultCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "stemma", "pages")
}

func (r *reading) check() error {
	switch {
	case r.maxPages < 1:
		return usage("--max-pages %d: give 1 or more", r.maxPages)
	case r.delay < 0:
		return usage("--delay %v: give 0s or more", r.delay)
	case r.offline && r.cache == "":
		return usage("--offline reads the cache: give its folder (--cache)")
	}
	for field := range r.columns {
		if !slices.Contains(ingest.Fields(), field) {
			return usage("--map %s=%s: there is no field %q: give one of %s", field, r.columns[field], field, strings.Join(ingest.Fields(), ", "))
		}
	}
	return nil
}

// options returns how inputs are read, and what ends it.
func (r *reading) options(cmd *cobra.Command) (o ingest.Options, done func()) {
	delay := r.delay
	if delay == 0 {
		delay = -1 // none
	}
	c := fetch.New(fetch.Options{Cache: r.cache, Offline: r.offline, AllowPrivate: r.allowPrivate, Proxy: r.proxy, Delay: delay, Waiting: waiting(cmd)})
	return ingest.Options{Stdin: cmd.InOrStdin(), Fetch: c, MaxPages: r.maxPages, Columns: r.columns}, c.Close
}

// waiting tells once of each host that asks for long pauses: else nobody knows
// why nothing happens.
func waiting(cmd *cobra.Command) func(string, time.Duration) {
	var mu sync.Mutex
	told := map[string]bool{}
	return func(host string, pause time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		if !told[host] {
			told[host] = true
			fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s asks for a pause between two pages: waiting %v now, and before each further page of it (fewer pages: --max-pages)\n", printable(host), pause.Round(time.Second))
		}
	}
}

// read reads the articles of inputs and tells of each failure on standard
// error.
func (r *reading) read(cmd *cobra.Command, inputs []string) (ingest.Batch, error) {
	o, done := r.options(cmd)
	defer done()
	batch, err := ingest.Read(cmd.Context(), inputs, o)
	if err != nil {
		return ingest.Batch{}, fmt.Errorf("read the inputs: %w", err)
	}
	tell(cmd, batch.Errors)
	tell(cmd, batch.Notes)
	return batch, nil
}

func tell(cmd *cobra.Command, failures []stemma.InputError) {
	for _, f := range failures {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s%s\n", strings.ReplaceAll(printable(f.Error()), "\n", "?"), hint(f))
	}
}

// hint helps with an input that was meant as a line of a file, and is none.
func hint(f stemma.InputError) string {
	file, _, ok := strings.Cut(f.Input, "#")
	if _, err := os.Stat(file); !ok || err != nil || !strings.HasPrefix(f.Problem, "no such file") {
		return ""
	}
	return "; PATH#N is line N, counted from 1"
}

// printable makes a message safe for a terminal, whatever an input is called:
// without escapes, control characters, those that steer direction and the copy of
// ASCII that is not seen. The line breaks of a message stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || 0xE0000 <= r && r <= 0xE007F {
			return '?'
		}
		return r
	}, s)
}

// outcome is the error of a command that is done, by what it could read.
func outcome(batch ingest.Batch, traced bool) error {
	switch {
	case !traced:
		return errNothing
	case len(batch.Errors) > 0:
		return errSome
	}
	return nil
}

// filter keeps some of the articles: by language, and by the days between
// which they were published. Articles without a date are kept.
type filter struct {
	langs        []string
	since, until string
	from, to     time.Time // to is the first moment that is too late
}

func (f *filter) flags(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.langs, "lang", nil, "only reports in these `languages` (\"en,ar\")")
	cmd.Flags().StringVar(&f.since, "since", "", "only reports of this `time` or later (24h, 7d, 2025-03, 2025-03-31)")
	cmd.Flags().StringVar(&f.until, "until", "", "only reports of this `time` or earlier; undated ones are kept")
}

func (f *filter) check() error {
	var ok bool
	now := time.Now()
	if f.from, _, ok = date.Period(f.since, now); !ok {
		return usage("--since %q: %s", f.since, date.PeriodForms)
	}
	if _, f.to, ok = date.Period(f.until, now); !ok {
		return usage("--until %q: %s", f.until, date.PeriodForms)
	}
	return nil
}

// apply returns the articles that pass. What an article does not say of itself
// is read from its text.
func (f *filter) apply(articles []stemma.Article) []stemma.Article {
	if len(f.langs) == 0 && f.since == "" && f.until == "" {
		return articles
	}
	var kept []stemma.Article
	for _, a := range articles {
		if f.passes(text.Article(a)) {
			kept = append(kept, a)
		}
	}
	return kept
}

func (f *filter) passes(a stemma.Article) bool {
	return f.hasLang(a.Lang) && (a.Published.IsZero() ||
		!a.Published.Before(f.from) && (f.to.IsZero() || a.Published.Before(f.to)))
}

// hasLang matches tags by their beginning: "zh" stands for "zh-Hant", too.
func (f *filter) hasLang(lang string) bool {
	for _, l := range f.langs {
		if strings.EqualFold(lang, l) || len(lang) > len(l) && lang[len(l)] == '-' && strings.EqualFold(lang[:len(l)], l) {
			return true
		}
	}
	return len(f.langs) == 0
}
