package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

const importHelp = `Reads inputs as trace does and puts their reports into the archive, which is
made where there is none. The same report twice changes nothing. One that has
changed is kept in all its forms: what comes under the same id and address, or,
where reports have no ids of their own, from the same address and outlet with
much the same text. What an address was given to by mistake stays apart.

A file that was read and has not changed since (by its size, its time and its
beginning and end) is passed over, unless there was no report in it; --again
reads it. What was interrupted goes on where it was: give the same command
again. Addresses, and files that name some, are asked anew each time.

At the end, what is new is put into stories (stemma stories lists them), read for
whom it cites, and made ready for stemma search. That, too, goes on where it was;
--no-stories leaves it out. More than 50,000 reports may come in any order: they
are brought into the order of their dates before they are put into stories.
` + readingHelp + archiveHelp

const importExamples = `  stemma import reports/
  stemma import --archive /data/news crawl-*.warc.gz
  stemma import --map text=body,published=when export.csv
  stemma import --format json https://news.example/feed.xml`

type importFlags struct {
	archiveFlag
	reading
	output
	outletTable
	again     bool
	noStories bool
}

func newImportCommand() *cobra.Command {
	f := importFlags{output: output{formats: []string{"text", "json"}, color: "never"}}
	cmd := &cobra.Command{
		Use:     "import [flags] PATH… | URL… | -",
		Short:   "Put reports into the archive",
		Long:    importHelp + strings.TrimPrefix(outletsFlagHelp, "\n"),
		Example: importExamples,
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if len(inputs) == 0 {
				return usage("nothing to import: give files, folders or addresses, or - for standard input")
			}
			if err := f.output.check(); err != nil {
				return err
			}
			if err := f.reading.check(); err != nil {
				return err
			}
			return runImport(cmd, inputs, &f)
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "text", "form of the counts: text, json")
	cmd.Flags().BoolVar(&f.again, "again", false, "read files that have not changed, too")
	cmd.Flags().BoolVar(&f.noStories, "no-stories", false, "leave putting the reports into stories to the next import, or to stemma watch")
	f.archiveFlag.flags(cmd)
	f.reading.flags(cmd)
	f.outletTable.flags(cmd)
	return cmd
}

func runImport(cmd *cobra.Command, inputs []string, f *importFlags) (err error) {
	name, err := f.place()
	if err != nil {
		return err
	}
	if _, err := f.table(); err != nil { // before the archive is made
		return err
	}
	a, err := store.Create(cmd.Context(), name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	table, err := f.recall(cmd, a)
	if err != nil {
		return err
	}
	im := newImporting(cmd, a, newFiles(cmd.Context(), a, inputs, f))
	if err := im.read(cmd.Context(), inputs, f); err != nil {
		im.interrupted()
		return err
	}
	if !f.noStories {
		if err := im.intoStories(a, table); err != nil {
			im.interrupted()
			return err
		}
	}
	if im.sum.Holds, err = a.Count(cmd.Context()); err != nil {
		return err
	}
	im.sum.Files.Unchanged, im.sum.Files.Resumed = im.files.counts()
	im.sum.Files.Read -= im.sum.Files.Unchanged // both came to their ends
	if err := f.write(cmd, im.sum.renderer(f.format, im.seen(&f.output))); err != nil {
		return err
	}
	return im.outcome()
}

// A batch is written when it has so many articles, or so many bytes of text,
// or is so old: long enough for the disk, short enough that little is read again.
const (
	batchArticles = 500
	batchBytes    = 8 << 20
	batchAge      = 2 * time.Second
)

// importing is one run of an import.
type importing struct {
	cmd     *cobra.Command
	archive *store.Archive
	files   *files
	gauge   *gauge
	sum     importSummary
	// What has been read and not been written.
	batch []stemma.Article
	bytes int
	// habits marks what outlets put on all their articles.
	habits *text.HabitStream
	at     map[string]ingest.Place // by file
	since  time.Time
}

func newImporting(cmd *cobra.Command, a *store.Archive, fs *files) *importing {
	return &importing{
		cmd: cmd, archive: a, files: fs, gauge: newGauge(cmd), sum: importSummary{Schema: "stemma/import/v1", Archive: a.Dir()},
		at: map[string]ingest.Place{}, since: time.Now(), habits: text.NewHabitStream(),
	}
}

func (im *importing) read(ctx context.Context, inputs []string, f *importFlags) error {
	o, done := f.options(im.cmd)
	defer done()
	o.From, o.Everything, o.Have = im.files.from, true, im.files.has
	o.Prepare = func(a *stemma.Article) { *a = text.Article(*a) }
	began := time.Now()
	defer func() {
		im.gauge.done()
		im.sum.Seconds = time.Since(began).Seconds()
	}()
	quit := make(chan struct{})
	defer close(quit)
	items := each(ctx, inputs, o, quit)
	old := time.NewTicker(batchAge)
	defer old.Stop()
	for {
		select {
		case it, more := <-items:
			if !more || it.err != nil {
				// What was read is kept: standard input cannot be read again.
				return errors.Join(it.err, im.flush(ctx), im.files.failed())
			}
			if err := im.take(ctx, it.Item); err != nil {
				return err
			}
		case <-old.C: // a pipe may give nothing for hours
			if time.Since(im.since) >= batchAge && len(im.batch)+len(im.at) > 0 {
				if err := im.flush(ctx); err != nil {
					return err
				}
			}
		}
	}
}

// readItem is an item of the inputs, or what ended them.
type readItem struct {
	ingest.Item
	err error
}

// each gives what the inputs hold through a channel, which is closed at the end,
// until quit is closed.
func each(ctx context.Context, inputs []string, o ingest.Options, quit <-chan struct{}) <-chan readItem {
	items := make(chan readItem)
	go func() {
		defer close(items)
		for it, err := range ingest.Each(ctx, inputs, o) {
			select {
			case items <- readItem{it, err}:
			case <-quit:
				return
			}
		}
	}()
	return items
}

// take deals with one item of the inputs.
func (im *importing) take(ctx context.Context, it ingest.Item) error {
	if im.told(it) {
		return nil
	}
	if a := it.Article; a != nil {
		im.files.leads(it.File, a.Input)
		im.files.gives(it.File)
		im.batch = append(im.batch, *a)
		im.bytes += len(a.Text)
	} else {
		im.sum.Files.Read++
		im.files.ends(it)
	}
	im.at[it.File] = it.At
	im.gauge.show(&im.sum, len(im.batch), im.bytes, it.File)
	if len(im.batch) >= batchArticles || im.bytes >= batchBytes || len(im.at) >= batchArticles || time.Since(im.since) >= batchAge {
		return im.flush(ctx)
	}
	return nil
}

// told tells of an item that is a problem or a note.
func (im *importing) told(it ingest.Item) bool {
	switch {
	case it.Problem != nil:
		im.files.leads(it.File, it.Problem.Input)
		im.tell(*it.Problem, &im.sum.Problems)
	case it.Note != nil:
		im.tell(*it.Note, &im.sum.Notes)
	default:
		return false
	}
	return true
}

func (im *importing) tell(what stemma.InputError, r *reasons) {
	im.gauge.done()
	tell(im.cmd, []stemma.InputError{what})
	r.add(what)
}

// flush writes what has been read, also when an interrupt comes meanwhile: a
// second one ends the program.
func (im *importing) flush(ctx context.Context) error {
	im.habits.MarkAll(im.batch)
	added, err := im.archive.Add(context.WithoutCancel(ctx), im.batch, im.files.checkpoints(im.at)...)
	if err != nil {
		return err
	}
	im.sum.add(added, len(im.batch), im.bytes)
	for _, r := range added.Refused {
		im.tell(r, &im.sum.Problems)
	}
	im.batch, im.bytes, im.since = im.batch[:0], 0, time.Now()
	for file, place := range im.at {
		if place == ingest.End() {
			im.files.ended(file)
		}
	}
	clear(im.at)
	return nil
}

// interrupted says what an import that did not come to its end has done.
func (im *importing) interrupted() {
	if s := &im.sum; s.Read > 0 {
		fmt.Fprintf(im.cmd.ErrOrStderr(), "stemma: %s read and kept (%s); the same command goes on from there\n", count(s.Read, "report"), s.became())
	}
}

func (im *importing) outcome() error {
	s := &im.sum
	switch {
	case s.Read == 0 && s.Files.Unchanged == 0:
		return errNothing
	case s.Problems.total() > 0:
		return errSome
	}
	return nil
}

// gauge shows how far an import is, where standard error is a terminal.
type gauge struct {
	step  func(string)
	done  func()
	began time.Time
	shown time.Time
}

func newGauge(cmd *cobra.Command) *gauge {
	step, done := progress(cmd)
	return &gauge{step: step, done: done, began: time.Now()}
}

func (g *gauge) show(s *importSummary, more, bytes int, file string) {
	now := time.Now()
	if now.Sub(g.shown) < 200*time.Millisecond {
		return
	}
	g.shown = now
	n, mb, seconds := float64(s.Read+more), float64(s.Bytes+int64(bytes))/1e6, now.Sub(g.began).Seconds()
	const longest = 40 // so that the line stays one
	if r := []rune(file); len(r) > longest {
		file = "…" + string(r[len(r)-longest:])
	}
	g.step(fmt.Sprintf("%.0f reports, %.1f MB, %.0f reports/s, %.1f MB/s, %s", n, mb, n/seconds, mb/seconds, printable(strings.ReplaceAll(file, "\n", "?"))))
}
