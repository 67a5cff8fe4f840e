package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/stemma-news/stemma/server"
	"github.com/stemma-news/stemma/server/tool"
	"github.com/stemma-news/stemma/watch"
)

const mcpHelp = `Lets an assistant use the program, by the Model Context Protocol (MCP). Its tools:

  trace          reports, a link or a story → who derives from whom, the origins, the
                 lost sources, what changed
  diff           two reports → what changed from the one to the other
  claim_history  a claim → who says it, since when, from how many origins, who denies it
  search         words or a meaning → reports, with the sentences
  stories story  the stories of the archive, and the tree of one
  article        the sentences of a report
  verdicts       what reviewers said of trees

Without an archive there are trace and diff; the others say what is missing. The tools
only read. Every answer has the sentences that it rests on, and marks what is quoted
from reports as quoted: an assistant is told to take it for material, and never for an
instruction. None says whether a claim is true.

It speaks over standard input and output, as assistants start it themselves; what it
has to say besides goes to standard error. Tell your assistant of it in its settings,
in most of them by:

  {"mcpServers": {"stemma": {"command": "stemma", "args": ["mcp", "--archive", "/data/news"]}}}

With --listen it is at http://ADDRESS/mcp (streamable HTTP) instead, by the rules of
stemma serve: on this machine without a token, beyond it only with tokens and TLS or a
proxy. stemma serve has the tools at /mcp, too.

Nothing is fetched from the web unless --fetch says so: a report can try to talk an
assistant into opening an address that carries what it knows away.
` + archiveHelp

const mcpExamples = `  stemma mcp
  stemma mcp --archive /data/news
  stemma mcp --listen 127.0.0.1:8090`

type mcpFlags struct {
	serveFlags
	fetch bool
}

func newMCPCommand() *cobra.Command {
	var f mcpFlags
	cmd := &cobra.Command{
		Use:         "mcp [flags]",
		Short:       "Let an assistant use the program (MCP)",
		Long:        mcpHelp + vectorsFlagHelp + outletsFlagHelp,
		Example:     mcpExamples,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{patienceKey: "15s"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			return runMCP(cmd, &f)
		},
	}
	flags := cmd.Flags()
	f.archiveFlag.flags(cmd)
	f.door.flags(cmd)
	listen := flags.Lookup("listen")
	listen.DefValue, listen.Usage, f.door.listen = "", "listen at this `address` instead of standard input", ""
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	flags.BoolVar(&f.fetch, "fetch", false, "let the assistant have reports fetched from the web by their addresses")
	flags.BoolVar(&f.allowPrivate, "allow-private", false, "fetch from this machine and its network, too")
	flags.BoolVar(&f.demo, "demo", false, "with the story that ships with the program, from an archive that is gone afterwards")
	flags.StringVar(&f.logFormat, "log", "text", "form of the log on standard error: text, json, none")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log requests with what they ask for (--listen)")
	flags.StringVar(&f.otel, "otel", "", "send traces of what is done to this `address` (OTLP over HTTP; default $OTEL_EXPORTER_OTLP_ENDPOINT)")
	return cmd
}

func runMCP(cmd *cobra.Command, f *mcpFlags) (err error) {
	log, err := serveLog(cmd, &f.serveFlags)
	if err != nil {
		return err
	}
	dir, done, err := f.served(cmd)
	if err != nil {
		return err
	}
	defer done()
	parts, err := f.parts(cmd, dir, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.close()) }()
	parts.options.ToolsFetch = f.fetch
	if f.door.listen != "" {
		return listenMCP(cmd, f, dir, parts)
	}
	if in, ok := cmd.InOrStdin().(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		fmt.Fprintln(cmd.ErrOrStderr(), "stemma: this speaks with an assistant, which starts it itself: see stemma mcp --help (Ctrl-C ends it)")
	}
	s := server.NewTools(&parts.options)
	err = tool.Run(cmd.Context(), s, tool.Stdio(cmd.InOrStdin(), cmd.OutOrStdout()))
	if errors.Is(err, context.Canceled) {
		return nil // that is how it ends
	}
	return err
}

// listenMCP serves the tools alone, behind the door of stemma serve.
func listenMCP(cmd *cobra.Command, f *mcpFlags, dir string, parts *serveParts) error {
	log := parts.options.Log
	where, err := f.door.where(dir, log)
	if err != nil {
		return err
	}
	if err := where.Check(); err != nil {
		return usageError{err}
	}
	listener, err := where.Listen(cmd.Context())
	if err != nil {
		return err
	}
	parts.options.Access = f.door.access(where)
	stopping := make(chan struct{})
	parts.options.Bounds.Stop = stopping
	fmt.Fprintf(cmd.ErrOrStderr(), "stemma: tools for assistants at %smcp (Ctrl-C ends it)\n", f.door.url(listener.Addr()))
	return server.Run(cmd.Context(), server.Serving{
		Listener: listener, Handler: server.Tools(parts.options), Log: log, Notify: watch.NewNotifier(), Stopping: stopping,
	})
}
