package main

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/webhook"
)

const watchHelp = `Asks feeds for what is new, puts it into the archive and into stories, traces
the stories that changed, and tells what it was asked to tell. It runs until it
is interrupted (Ctrl-C, SIGTERM), and goes on where it was when it is begun
again; or it asks each feed once (--once), for cron.

An input is a list of feeds (OPML, or a file with an address a line), or the
address of a feed, of a news sitemap, or of a page that names its feed. Lists are
read again when they change, and on SIGHUP.

A feed is asked about twice in the time in which something new is expected of it:
every minute to every six hours (--min-interval, --max-interval). It is not sent
again what has not changed. A host that fails, or says that it is asked too often,
is left alone for longer and longer. Of each entry the page is fetched, unless the
feed has the whole report: the newest of a feed first, so many at a time
(--max-pages), and up to 1000 others the next times. A feed that has left the lists
is remembered for 30 days after it was last asked.

--rules FILE says what is to be told; SIGHUP has it read again:

  [[rule]]
  name = "widely told"
  outlets = 5                # a story has reports of so many outlets,
  languages = 3              # in so many languages (and articles = N),
  origins_at_most = 1        # and no more origins than this

  [[rule]]
  name = "agencies"
  cites = ["Norlink"]        # a report cites one of these, in any script
  cites_file = "more.txt"    # or of these, one a line
  each = "outlet"            # told of each outlet of a story, or each "report"

  [[rule]]
  name = "hedges"
  hedge = "dropped"          # a retelling drops "reportedly"; min_score = 0.5

  [[rule]]
  name = "dam"
  claim = "The dam at Orvel has failed." # a report says this, in any language;
  relation = ["says", "denies", "differs"] # or denies it, or says another number
  lang = ["ar", "fa"]        # of all kinds: only reports in these languages

A name in cites counts as an agency: "a clerk told Norlink" cites it. What else it
goes by, in other scripts and short, a table says (--outlets).

What the archive has when it is watched for the first time is not told; what an
import brings later is, when stemma watch begins again, unless it came out more than
90 days ago, or more than 50,000 came after it. A rule tells once of a story; of
cites, once of a story and a source; of claim, once of a story and a relation, so
that further reports which say it are told only with each; of hedge, once of the
sentence that lost it. It is told as a line of JSON on standard output, to every
--webhook, and in --feed FILE, an Atom feed of the last 100 alerts.
Webhooks are those of Standard Webhooks: signed by the secret in
STEMMA_WEBHOOK_SECRET ("whsec_…"), and tried again for three days. One that was
taken in the moment in which the program is killed comes again, by the same id.
Their addresses are yours, so they may be of this machine; redirects are not
followed. The tree of a story with more than 3000 reports has the first 3000.

robots.txt is obeyed, and a host is asked once a second (--delay).

Several may watch an archive that is in a database, on one machine or many: start
each with the same lists, rules and flags. They share the feeds and the trees, and
none asks a host while another does. One leads: its lists and rules hold, it puts
reports into stories, and tells. When it ends or is killed, another leads after some
seconds, and does what it was at.
` + archiveHelp

const watchExamples = `  stemma watch feeds.opml
  stemma watch --rules rules.toml --feed alerts.xml feeds.opml
  stemma watch --rules rules.toml --webhook https://desk.example/hook feeds.txt
  stemma watch --once https://news.example/feed.xml`

// secretVariable is the environment variable with the secret of webhooks. It is no
// flag, for flags get into lists of processes and histories of shells.
const secretVariable = "STEMMA_WEBHOOK_SECRET"

type watchFlags struct {
	archiveFlag
	reading
	models
	outletTable
	figures     figuresFlags
	once        bool
	rules       string
	webhooks    []string
	feed        string
	feedAddress string
	logFormat   string
	verbose     bool
	noTrees     bool
	parallel    int
	bounds      watch.Bounds
}

func newWatchCommand() *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:         "watch [flags] FEEDS.opml | FILE | URL…",
		Short:       "Keep the archive up with feeds, and tell what is asked for",
		Long:        watchHelp + strings.TrimPrefix(outletsFlagHelp, "\n") + "\n" + vectorsFlagHelp,
		Example:     watchExamples,
		Annotations: map[string]string{patienceKey: "90s"},
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if err := f.check(inputs); err != nil {
				return err
			}
			return runWatch(cmd, inputs, &f)
		},
	}
	f.own(cmd)
	f.figures.flags(cmd)
	f.archiveFlag.flags(cmd)
	f.reading.flags(cmd)
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	for _, name := range []string{"offline", "map", "cache"} {
		_ = cmd.Flags().MarkHidden(name) // they are there
	}
	return cmd
}

func (f *watchFlags) own(cmd *cobra.Command) {
	bounds := watch.DefaultBounds()
	flags := cmd.Flags()
	flags.BoolVar(&f.once, "once", false, "ask each feed once, do what follows from it, and end")
	flags.StringVar(&f.rules, "rules", "", "`file` with the rules of what is to be told (TOML); for other names of agencies see --outlets")
	flags.StringArrayVar(&f.webhooks, "webhook", nil, "send alerts to this `address`, too")
	flags.StringVar(&f.feed, "feed", "", "write the last alerts to this `file`, as an Atom feed")
	flags.StringVar(&f.feedAddress, "feed-url", "", "the `address` at which others read that file")
	flags.StringVar(&f.logFormat, "log", "text", "form of the log on standard error: text, json, none")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log feeds with nothing new, too")
	flags.BoolVar(&f.noTrees, "no-trees", false, "trace no stories: stemma show does when it is asked")
	flags.IntVar(&f.parallel, "parallel", 16, "ask so many `hosts` side by side")
	flags.DurationVar(&f.bounds.Min, "min-interval", bounds.Min, "ask a feed no more often than this")
	flags.DurationVar(&f.bounds.Max, "max-interval", bounds.Max, "ask a feed at least this often")
}

func (f *watchFlags) check(inputs []string) error {
	switch {
	case len(inputs) == 0:
		return usage("nothing to watch: give a list of feeds (OPML, or an address a line), or addresses of feeds")
	case slices.Contains(inputs, "-"):
		return usage("a list of feeds is read again and again, which standard input cannot be: give a file")
	case !slices.Contains([]string{"text", "json", "none"}, f.logFormat):
		return usage("unknown --log %q: give text, json or none", f.logFormat)
	case f.parallel < 1 || f.parallel > 1000:
		return usage("--parallel %d: give 1 to 1000", f.parallel)
	case f.bounds.Min < time.Second || f.bounds.Max < f.bounds.Min:
		return usage("--min-interval %v, --max-interval %v: give a second or more, and no less for the second", f.bounds.Min, f.bounds.Max)
	case f.offline:
		return usage("--offline has no news: leave it out")
	case len(f.columns) > 0:
		return usage("--map is for tables and JSON, which no feed is: leave it out")
	}
	f.cache = ""
	if err := f.figures.check(); err != nil {
		return err
	}
	if f.feed != "" {
		if info, err := os.Stat(filepath.Dir(f.feed)); err != nil || !info.IsDir() {
			return usage("--feed %s: there is no such folder", f.feed)
		}
		if info, err := os.Stat(f.feed); err == nil && !info.Mode().IsRegular() {
			return usage("--feed %s: it is there, and no file: give another name", f.feed)
		}
	}
	if u, err := url.Parse(f.feedAddress); err != nil || f.feedAddress != "" && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return usage("--feed-url %q: give an address as https://host/path", f.feedAddress)
	}
	return f.reading.check()
}

func runWatch(cmd *cobra.Command, inputs []string, f *watchFlags) (err error) {
	o, done, err := f.options(cmd, inputs)
	if err != nil {
		return err
	}
	defer done()
	dir, err := f.place()
	if err != nil {
		return err
	}
	if err := anyFeed(cmd, &o); err != nil {
		return err
	}
	if o.Archive, err = store.Create(cmd.Context(), dir); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Archive.Close()) }()
	if err := f.recall(cmd, &o); err != nil {
		return err
	}
	reload, stop := hangups()
	defer stop()
	o.Reload, o.Figures = reload, &watch.Figures{}
	untold, err := f.figures.serve(cmd.Context(), o.Figures, o.Log)
	if err != nil {
		return err
	}
	defer untold()
	sum, err := watch.Run(cmd.Context(), o)
	if errors.Is(err, watch.ErrNoFeeds) {
		return usageError{err}
	}
	f.tell(cmd, o.Log, &sum)
	switch {
	case err != nil:
		return err
	case f.once && sum.Failed == sum.Feeds:
		return errNothing
	case f.once && sum.Failed+sum.LeftAlone > 0:
		return errSome
	}
	return nil
}

// anyFeed looks whether there is a feed at all, before an archive is made for it.
func anyFeed(cmd *cobra.Command, o *watch.Options) error {
	feeds, problems, err := o.Lists.Read(cmd.Context())
	if err != nil || len(feeds) > 0 {
		return err // what is wrong with lists that name some is told of when they are watched
	}
	for _, p := range problems {
		o.Log.Error("list", "input", p.Input, "problem", p.Problem)
	}
	return usageError{watch.ErrNoFeeds}
}

// recall has the archive remember the flags for trees, and takes from it those that were not given.
func (f *watchFlags) recall(cmd *cobra.Command, o *watch.Options) error {
	if err := remember(cmd, o.Archive, &f.outletTable, &f.models); err != nil {
		return err
	}
	s, err := watch.RecallSettings(cmd.Context(), o.Archive)
	if err != nil {
		return err
	}
	tell := func(what string) { o.Log.Info("settings", "note", what) }
	if o.Outlets, o.TraceKind, err = f.recalled(cmd, &s, tell); err != nil {
		return err
	}
	set, err := f.reopened(cmd, &s, tell)
	if err != nil {
		return err
	}
	o.Trace = trace.Options{Vectors: set.Vectors, Judge: set.Judge, Outlets: o.Outlets}
	return nil
}

// tell ends the log with what was done.
func (f *watchFlags) tell(cmd *cobra.Command, log *slog.Logger, sum *watch.Summary) {
	fields := []any{
		"feeds", sum.Feeds, "polls", sum.Polls, "unchanged", sum.Unchanged, "failed", sum.Failed, "left_alone", sum.LeftAlone,
		"new", sum.New, "known", sum.Known, "changed", sum.Changed, "traced", sum.Traced, "alerts", sum.Alerts,
	}
	if b, err := json.Marshal(sum); err == nil && f.logFormat == "json" {
		fields = append(fields, "summary", json.RawMessage(b))
	}
	log.Log(cmd.Context(), slog.LevelInfo, "done", fields...)
}

// options are what the flags say; done ends what they began.
func (f *watchFlags) options(cmd *cobra.Command, inputs []string) (o watch.Options, done func(), err error) {
	if _, err := f.table(); err != nil { // before the archive is made
		return o, nil, err
	}
	hooks, err := f.endpoints()
	if err != nil {
		return o, nil, err
	}
	if f.rules != "" {
		if _, err := alert.Open(f.rules); err != nil {
			return o, nil, usageError{err}
		}
		o.Rules = func() ([]alert.Rule, error) { return alert.Open(f.rules) }
	}
	o.Turns = &watch.Turns{}
	client := f.client(o.Turns)
	o.Lists, o.Once, o.Bounds, o.Parallel, o.MaxPages = watch.NewLists(inputs), f.once, f.bounds, f.parallel, f.maxPages
	o.Web, o.Read = client, ingest.Options{Fetch: client}
	o.NoTrees = f.noTrees
	o.Alerts, o.Feed, o.FeedAddress, o.Webhooks = cmd.OutOrStdout(), f.feed, f.feedAddress, hooks
	o.Version = buildVersion()
	o.Log, o.Notify = f.logger(cmd.ErrOrStderr()), watch.NewNotifier()
	return o, func() {
		client.Close()
		for _, h := range hooks {
			h.Close()
		}
	}, nil
}

// client gets feeds and pages. It tries once: what fails is tried again when its time comes.
func (f *watchFlags) client(turns *watch.Turns) *fetch.Client {
	delay := f.delay
	if delay == 0 {
		delay = -1 // none
	}
	return fetch.New(fetch.Options{AllowPrivate: f.allowPrivate, Proxy: f.proxy, Delay: delay, Parallel: f.parallel, Tries: 1, Timeout: time.Minute, Turn: turns.Take})
}

func (f *watchFlags) endpoints() ([]*webhook.Endpoint, error) {
	if len(f.webhooks) == 0 {
		return nil, nil
	}
	var secret []byte
	if s := os.Getenv(secretVariable); s != "" {
		var err error
		if secret, err = webhook.ParseSecret(s); err != nil {
			return nil, usage("%s: %w", secretVariable, err)
		}
	} else {
		return nil, usage("--webhook: without a secret nobody can tell who sent an alert: set %s: %w", secretVariable, webhook.ErrSecret)
	}
	all := make([]*webhook.Endpoint, 0, len(f.webhooks))
	for _, address := range f.webhooks {
		h, err := webhook.New(address, secret, "stemma/"+buildVersion())
		if err != nil {
			return nil, usageError{err}
		}
		all = append(all, h)
	}
	return all, nil
}

// logger writes the log in the form that is asked for.
func (f *watchFlags) logger(w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if f.verbose {
		o.Level = slog.LevelDebug
	}
	switch f.logFormat {
	case "json":
		return slog.New(slog.NewJSONHandler(escaping{w}, o))
	case "none":
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(w, o)) // it quotes what a terminal would obey
}

// escaping is a log whose lines of JSON a terminal can show.
type escaping struct{ io.Writer }

func (e escaping) Write(line []byte) (int, error) {
	if _, err := e.Writer.Write(alert.Escaped(line)); err != nil {
		return 0, err
	}
	return len(line), nil
}
