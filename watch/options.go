package watch

import (
	"io"
	"log/slog"

	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/webhook"
)

// Options say what is watched, and who is told of it. Archive and Lists must be given.
type Options struct {
	Archive *store.Archive
	Lists   *Lists
	// Read says how the pages of entries are read; Read.Fetch fetches them. Web gets the feeds; Read.Fetch if nil.
	Read ingest.Options
	Web  Web
	// MaxPages is how many entries of a feed are read at a time, the newest; 100 if zero.
	MaxPages int
	// Parallel is how many feeds are asked side by side; 16 if zero.
	Parallel int
	// Bounds are how often a feed is asked; DefaultBounds if zero.
	Bounds Bounds
	// Once asks each feed once, does all that follows from it, and ends.
	Once bool
	// Reload has the lists and the rules read again. Lists are also read again when they change.
	Reload <-chan struct{}

	// Trace says how stories are traced; NoTrees leaves their trees to those who ask for one.
	Trace   trace.Options
	Outlets *attribution.Outlets
	NoTrees bool
	// TraceKind tells trees apart that were made with options which do not say themselves how they differ.
	TraceKind string

	// Rules returns the rules of alerts; nil stands for none. It is called again to reload.
	Rules func() ([]alert.Rule, error)
	// Alerts gets each alert as a line of JSON; nil for nobody.
	Alerts io.Writer
	// Feed is an Atom file of the last alerts; none if empty. FeedAddress is where others read it.
	Feed, FeedAddress string
	Webhooks          []*webhook.Endpoint

	// Turns are those at hosts, which Read.Fetch and Web are to take (fetch.Options.Turn), where other processes ask the same.
	Turns *Turns

	// Version is that of the program: what another one failed at is read again.
	Version string
	Log     *slog.Logger
	Notify  Notifier
	// Figures are kept up while it runs; nobody looks at them if nil.
	Figures *Figures

	// missed is maxMissed, but in tests; room is how many reports may wait in any order, as many as stories bear if zero.
	missed, room int64
}

func (o Options) withDefaults() Options {
	if o.Web == nil && o.Read.Fetch != nil {
		o.Web = o.Read.Fetch
	}
	if o.MaxPages <= 0 {
		o.MaxPages = 100
	}
	if o.Parallel <= 0 {
		o.Parallel = 16
	}
	if o.Bounds == (Bounds{}) {
		o.Bounds = DefaultBounds()
	}
	if o.missed <= 0 {
		o.missed = maxMissed
	}
	if o.Figures == nil {
		o.Figures = &Figures{}
	}
	if o.Turns == nil {
		o.Turns = &Turns{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Summary is what was done.
type Summary struct {
	Feeds     int `json:"feeds"`
	Polls     int `json:"polls"`
	Unchanged int `json:"unchanged"`
	Failed    int `json:"failed"`
	// LeftAlone are feeds that were not asked in the one round, since their hosts want to be left alone.
	LeftAlone int `json:"left_alone"`
	// New, Known and Changed are reports.
	New     int    `json:"new"`
	Known   int    `json:"known"`
	Changed int    `json:"changed"`
	Placed  Placed `json:"placed"`
	Traced  int    `json:"traced"`
	Alerts  int    `json:"alerts"`
}

func (s *Summary) add(k *Summary) {
	s.New, s.Known, s.Changed, s.Placed, s.Traced, s.Alerts = k.New, k.Known, k.Changed, k.Placed, k.Traced, k.Alerts
}
