package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/observe"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

const serveHelp = `Serves the archive as pages to look at (the stories, their trees, search, two texts
side by side), as an API (/api, with its documents) and as tools for assistants
(/mcp), until it is interrupted. What is dropped into a page is traced on this
machine, and kept for an hour. Beside it stemma watch or stemma import may write
into the archive; where there is none yet, it is served as soon as there is one.

It listens on this machine alone (--listen 127.0.0.1:8080), where nobody needs a
token. Once tokens were made (stemma token add), everybody needs one: programs send
it along (Authorization: Bearer), people log in with it (/login). For others to connect
(--listen :8443) there must be tokens, and either a certificate (--tls-cert,
--tls-key; read again when it is renewed) or a proxy that has one
(--behind-proxy, the network that it connects from; nobody else is answered then).

/metrics is for Prometheus (an admin's token, or a program on this machine),
/healthz and /readyz are for a load balancer. Reviewers' verdicts are kept beside the
archive, so the folder must be one that the server may write into for these. Several
servers may share an archive in a database: its reports, verdicts and tokens. Who has
logged in, and what was dropped, each server knows for itself.
` + archiveHelp

const serveExamples = `  stemma serve
  stemma serve --demo
  stemma serve --archive /data/news --listen 127.0.0.1:9000
  stemma token add --name desk --scope write --expires 90d
  stemma serve --listen :8443 --tls-cert news.crt --tls-key news.key
  stemma serve --listen 10.0.0.5:8080 --behind-proxy 10.0.0.2/32 --host news.example`

type serveFlags struct {
	archiveFlag
	models
	outletTable
	door         doorFlags
	allowPrivate bool
	demo         bool
	debug        bool
	logFormat    string
	verbose      bool
	otel         string
}

func newServeCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:         "serve [flags]",
		Short:       "Serve the archive as pages and as an API",
		Long:        serveHelp + vectorsFlagHelp + outletsFlagHelp,
		Example:     serveExamples,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{patienceKey: "30s"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			return runServe(cmd, &f)
		},
	}
	f.serving(cmd)
	cmd.Flags().BoolVar(&f.debug, "debug", false, "serve profiles of the program (/debug/pprof) on this machine")
	return cmd
}

// serving adds the flags that stemma mcp has, too.
func (f *serveFlags) serving(cmd *cobra.Command) {
	f.archiveFlag.flags(cmd)
	f.door.flags(cmd)
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.allowPrivate, "allow-private", false, "fetch links from this machine and its network, too")
	flags.BoolVar(&f.demo, "demo", false, "with the story that ships with the program, from an archive that is gone afterwards")
	flags.StringVar(&f.logFormat, "log", "text", "form of the log on standard error: text, json, none")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log what is asked for, too, with what people look for")
	flags.StringVar(&f.otel, "otel", "", "send traces of requests to this `address` (OTLP over HTTP; default $OTEL_EXPORTER_OTLP_ENDPOINT)")
}

func (f *serveFlags) check(cmd *cobra.Command) error {
	if f.demo && cmd.Flags().Changed("archive") {
		return usage("--demo has an archive of its own: leave out --archive")
	}
	if _, err := f.table(); err != nil {
		return err
	}
	return f.door.check()
}

func runServe(cmd *cobra.Command, f *serveFlags) (err error) {
	log, err := serveLog(cmd, f)
	if err != nil {
		return err
	}
	dir, done, err := f.served(cmd)
	if err != nil {
		return err
	}
	defer done()
	archive, err := f.archive(cmd.Context(), dir, log)
	if err != nil {
		return err
	}
	if archive != nil {
		defer func() { err = errors.Join(err, archive.Close()) }()
	}
	where, err := f.door.where(dir, archive, log)
	if err != nil {
		return err
	}
	if f.debug && !where.Here() {
		return usage("--debug shows what is in the memory of the program: it is for a server that listens on this machine")
	}
	if err := where.Check(); err != nil {
		return usageError{err}
	}
	parts, err := f.parts(cmd, dir, archive, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.close()) }()
	return f.listen(cmd, where, parts, server.New, "serving "+f.what(dir), "")
}

// listen serves what is made of the parts until it is interrupted. It tells what that is, and at which path.
func (f *serveFlags) listen(cmd *cobra.Command, where *server.Where, p *serveParts, handler func(server.Options) http.Handler, what, path string) error {
	listener, err := where.Listen(cmd.Context())
	if err != nil {
		return err
	}
	stopping := make(chan struct{})
	p.options.Access, p.options.Bounds.Stop = f.door.access(where), stopping
	fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s at %s%s (Ctrl-C ends it)\n", printable(what), f.door.url(listener.Addr()), path)
	return server.Run(cmd.Context(), server.Serving{
		Listener: listener, Handler: handler(p.options), Log: p.options.Log, Notify: watch.NewNotifier(), Stopping: stopping,
		Cancel: func() { _ = p.options.Jobs.Close() }, // it is closed again with the other parts
	})
}

// what says what is served.
func (f *serveFlags) what(dir string) string {
	if f.demo {
		return "the demo"
	}
	return store.Shown(dir)
}

func serveLog(cmd *cobra.Command, f *serveFlags) (*slog.Logger, error) {
	switch f.logFormat {
	case "none":
		return slog.New(slog.DiscardHandler), nil
	case "text", "json":
		return observe.NewLog(cmd.ErrOrStderr(), f.logFormat, f.verbose)
	}
	return nil, usage("unknown --log %q: give text, json or none", f.logFormat)
}

// served returns the folder of the archive that is served, or the address of its database, and what ends its use.
func (f *serveFlags) served(cmd *cobra.Command) (dir string, done func(), err error) {
	if f.demo {
		return demoArchive(cmd)
	}
	dir, err = f.place()
	if err != nil || store.IsDatabase(dir) {
		return dir, func() {}, err
	}
	full, err := filepath.Abs(dir)
	return full, func() {}, err
}

// serveParts are the parts of a server, and how they end, the last first.
type serveParts struct {
	options server.Options
	ends    []func() error
}

func (p *serveParts) close() error {
	var errs []error
	for _, end := range slices.Backward(p.ends) {
		errs = append(errs, end())
	}
	return errors.Join(errs...)
}

// parts makes all that answers, for an archive that stays open as long; of a folder in which there is none yet it is nil.
func (f *serveFlags) parts(cmd *cobra.Command, dir string, archive *store.Archive, log *slog.Logger) (p *serveParts, err error) {
	p = &serveParts{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	ctx := cmd.Context()
	options, kind, err := f.settings(cmd)(ctx, archive)
	if err != nil {
		return p, err
	}
	observer, err := observe.New(ctx, observe.Options{Version: buildVersion(), Log: log, Debug: f.verbose, Trace: f.otel, Remote: access.Address})
	if err != nil {
		return p, usage("--otel: %w", err)
	}
	p.ends = append(p.ends, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
		defer cancel()
		return observer.Close(ctx)
	})
	jobs := job.NewQueue(job.Options{Around: observer.Job})
	p.ends = append(p.ends, jobs.Close)
	book, err := bookOf(ctx, dir, archive)
	if err != nil {
		log.Warn("no verdicts are taken", "problem", err.Error())
		book = nil
	} else {
		p.ends = append(p.ends, book.Close)
	}
	r, err := reader.New(reader.Options{
		Archive: archive, Open: func(ctx context.Context) (*store.Archive, error) {
			return store.Open(ctx, dir, store.Options{ReadOnly: true})
		},
		Trace: options, Kind: kind, Settings: f.settings(cmd), Book: book, Jobs: jobs, Log: log, Span: observer.Span, Ahead: true,
	})
	if err != nil {
		return p, err
	}
	p.ends = append(p.ends, r.Close)
	client := fetch.New(fetch.Options{AllowPrivate: f.allowPrivate, Tries: 1, Timeout: time.Minute})
	p.ends = append(p.ends, func() error { client.Close(); return nil })
	p.options = server.Options{
		Reader: r, Jobs: jobs, Book: book, Observer: observer, Trace: options, Intake: intake.Options{Fetch: client, Room: intake.NewRoom(dropRoom)},
		Version: buildVersion(), Log: log, Debug: f.debug,
	}
	return p, nil
}

// dropRoom is how many bytes of what was dropped may wait to be traced.
const dropRoom = 1 << 30

// flushTime is how long the last traces of requests may take to be sent.
const flushTime = 5 * time.Second

// archive opens the archive, if there is one. In a database it is made: the tokens and the verdicts are in it, too.
func (f *serveFlags) archive(ctx context.Context, dir string, log *slog.Logger) (*store.Archive, error) {
	a, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if errors.Is(err, store.ErrNoArchive) && store.IsDatabase(dir) {
		if a, err = store.Create(ctx, dir); err != nil {
			return nil, err
		}
		if err := a.Close(); err != nil {
			return nil, err
		}
		return store.Open(ctx, dir, store.Options{ReadOnly: true})
	}
	if errors.Is(err, store.ErrNoArchive) {
		log.Info("there is no archive yet", "folder", dir, "remedy", "stemma import or stemma watch makes one; what is dropped is traced without")
		return nil, nil
	}
	return a, err
}

// bookOf opens the verdicts of an archive, or of a folder in which there is none yet.
func bookOf(ctx context.Context, dir string, a *store.Archive) (*review.Book, error) {
	if a == nil {
		return review.Open(ctx, dir)
	}
	return review.Of(ctx, a)
}

// settings says how stories are traced: as the archive remembers, unless flags say otherwise.
func (f *serveFlags) settings(cmd *cobra.Command) func(context.Context, *store.Archive) (trace.Options, string, error) {
	return func(ctx context.Context, a *store.Archive) (o trace.Options, kind string, err error) {
		var s watch.Settings
		if a != nil {
			if s, err = watch.RecallSettings(ctx, a); err != nil {
				return o, "", err
			}
		}
		if cmd.Flags().Changed("outlets") {
			b, err := f.content()
			if err != nil {
				return o, "", usage("--outlets %s: %w", f.file, err)
			}
			s.Outlets, s.Table = filepath.Base(f.file), string(b)
		}
		if cmd.Flags().Changed("vectors") {
			s.Vectors = f.spec
		}
		return s.Options(ctx)
	}
}
