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
	"github.com/stemma-news/stemma/store"
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
	f.serving(cmd)
	listen := cmd.Flags().Lookup("listen")
	listen.DefValue, listen.Usage, f.door.listen = "", "listen at this `address` instead of standard input", ""
	cmd.Flags().BoolVar(&f.fetch, "fetch", false, "let the assistant have reports fetched from the web by their addresses")
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
	archive, err := f.archive(cmd.Context(), dir, log)
	if err != nil {
		return err
	}
	if archive != nil {
		defer func() { err = errors.Join(err, archive.Close()) }()
	}
	parts, err := f.parts(cmd, dir, archive, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.close()) }()
	parts.options.ToolsFetch = f.fetch
	if f.door.listen != "" {
		return listenMCP(cmd, f, dir, archive, parts)
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
func listenMCP(cmd *cobra.Command, f *mcpFlags, dir string, archive *store.Archive, parts *serveParts) error {
	where, err := f.door.where(dir, archive, parts.options.Log)
	if err != nil {
		return err
	}
	if err := where.Check(); err != nil {
		return usageError{err}
	}
	return f.listen(cmd, where, parts, server.Tools, "tools for assistants", "mcp")
}
