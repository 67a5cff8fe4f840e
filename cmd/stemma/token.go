package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/store"
)

const tokenHelp = `Looks after the tokens by which stemma serve knows who asks. As long as there is no
file of tokens, a server that listens on this machine alone lets everybody on it do
all. With one, everybody needs a token, of one of these scopes:

  read    look at pages, ask the API, trace what is handed over
  write   also give verdicts
  admin   also see metrics

A token is shown once, when it is made; the file holds only a digest of it. A server
that runs takes up what is changed within a second. The tokens of an archive in a
database are in the database, for all servers that share it.
` + archiveHelp

const tokenExamples = `  stemma token add --scope read --name reader
  stemma token add --scope write --name "Ana Ruiz" --expires 90d
  stemma token list
  stemma token revoke reader`

// tokenFlags say where the tokens are.
type tokenFlags struct {
	archiveFlag
	file string
}

func (f *tokenFlags) flags(cmd *cobra.Command) {
	f.archiveFlag.flags(cmd)
	cmd.Flags().StringVar(&f.file, "tokens", "", "`file` of the tokens (default tokens.json in the folder of the archive, or those in its database)")
}

// open returns the tokens, and what ends their use.
func (f *tokenFlags) open(cmd *cobra.Command) (t *access.Tokens, done func() error, err error) {
	done = func() error { return nil }
	file := f.file
	if file == "" {
		name, err := f.place()
		if err != nil {
			return nil, done, err
		}
		if store.IsDatabase(name) {
			return tokensOfDatabase(cmd, name)
		}
		file = filepath.Join(name, access.TokensName)
	}
	t, err = access.OpenTokens(file, nil)
	return t, done, err
}

// tokensOfDatabase makes the archive where there is none yet: who may ask is often said first.
func tokensOfDatabase(cmd *cobra.Command, name string) (*access.Tokens, func() error, error) {
	a, err := store.Create(cmd.Context(), name)
	if err != nil {
		return nil, nil, err
	}
	t, err := access.TokensIn(a.Door(), a.Dir(), nil)
	if err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return t, a.Close, nil
}

func newTokenCommand() *cobra.Command {
	const commands = "add, list or revoke"
	cmd := &cobra.Command{
		Use:     "token",
		Short:   "Make and revoke the tokens of the server",
		Long:    tokenHelp,
		Example: tokenExamples,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("unknown command %q: give %s", args[0], commands)
			}
			return usage("what is to be done with tokens? give %s", commands)
		},
	}
	cmd.AddCommand(
		withExits(newTokenAddCommand(), "the token could not be made", ""),
		withExits(newTokenListCommand(), "the tokens could not be read", ""),
		withExits(newTokenRevokeCommand(), "there is no such token, or another error", ""),
	)
	return cmd
}

func newTokenAddCommand() *cobra.Command {
	var f tokenFlags
	var name, scope, expires string
	cmd := &cobra.Command{
		Use:     "add --name NAME [flags]",
		Short:   "Make a token, and print it",
		Long:    tokenHelp,
		Example: "  stemma token add --scope read --name reader\n  stemma token add --scope write --name \"Ana Ruiz\" --expires 90d",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			end, ok := expiry(expires, time.Now())
			switch {
			case name == "":
				return usage("whose token is it? give --name, which stands beside the verdicts that are given with it")
			case !ok:
				return usage("--expires %q: give a time from now as 90d, or a date to come as 2030-01-31", expires)
			}
			tokens, done, err := f.open(cmd)
			if err != nil {
				return err
			}
			defer done() //nolint:errcheck // what there is to say is said by then
			secret, err := tokens.Add(cmd.Context(), name, access.Scope(scope), end)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "stemma: the token of %q, for %s%s, is shown only now:\n", name, scope, until(end))
			_, err = fmt.Fprintln(cmd.OutOrStdout(), secret)
			return err
		},
	}
	f.flags(cmd)
	cmd.Flags().StringVar(&name, "name", "", "the `name` of who has it")
	cmd.Flags().StringVar(&scope, "scope", string(access.Read), "what it is for: read, write, admin")
	cmd.Flags().StringVar(&expires, "expires", "", "how long it is good (90d, 2w), or up to which `day` (default for ever)")
	return cmd
}

// expiry reads a time from now, or a day at the end of which something ends; nothing is never.
func expiry(s string, now time.Time) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		end := day.AddDate(0, 0, 1)
		return end, end.After(now)
	}
	ago, at, ok := date.Period(s, now)
	if !ok || !ago.Equal(at) || !ago.Before(now) { // a year, or a month
		return time.Time{}, false
	}
	return now.Add(now.Sub(ago)), true
}

func until(end time.Time) string {
	if end.IsZero() {
		return ""
	}
	return " until " + end.UTC().Format("2006-01-02 15:04 UTC")
}

func newTokenListCommand() *cobra.Command {
	var f tokenFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list [flags]",
		Short:   "List the tokens",
		Long:    tokenHelp,
		Example: "  stemma token list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			tokens, done, err := f.open(cmd)
			if err != nil {
				return err
			}
			defer done() //nolint:errcheck // what there is to say is said by then
			if asJSON {
				return json.NewEncoder(display.JSON(cmd.OutOrStdout())).Encode(map[string]any{"schema": "stemma/tokens/v1", "tokens": shownTokens(tokens.List())})
			}
			return listTokens(cmd.OutOrStdout(), tokens.List(), time.Now())
		},
	}
	f.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// shownTokens are the tokens without their digests.
func shownTokens(list []access.Token) []access.Token {
	out := make([]access.Token, len(list))
	for i := range list {
		out[i] = list[i]
		out[i].Digest = ""
	}
	return out
}

func listTokens(w io.Writer, list []access.Token, now time.Time) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tSCOPE\tCREATED\tEXPIRES\tID")
	for i := range list {
		k := &list[i]
		end := "never"
		switch {
		case k.Expired(now):
			end = "expired " + k.Expires.Format(time.DateOnly)
		case !k.Expires.IsZero():
			end = k.Expires.Format(time.DateOnly)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", printable(k.Name), k.Scope, k.Created.Format(time.DateOnly), end, printable(k.ID))
	}
	return t.Flush()
}

func newTokenRevokeCommand() *cobra.Command {
	var f tokenFlags
	cmd := &cobra.Command{
		Use:     "revoke [flags] NAME",
		Short:   "Take a token away",
		Long:    tokenHelp,
		Example: "  stemma token revoke reader",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("give the name, or the id, of one token: stemma token list shows them")
			}
			tokens, done, err := f.open(cmd)
			if err != nil {
				return err
			}
			defer done() //nolint:errcheck // what there is to say is said by then
			return tokens.Revoke(cmd.Context(), args[0])
		},
	}
	f.flags(cmd)
	return cmd
}
