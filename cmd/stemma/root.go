package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

const rootHelp = `stemma reads reports of the same news in any language and draws the family
tree of the story: which report derives from which, whom each one cites, which
source is behind them but not among them, and what every retelling changed.
It never says whether a claim is true. It says where it comes from.`

const rootExamples = `  stemma trace --demo                   a story that ships with the program
  stemma trace reports/                 the reports in a folder
  stemma trace --evidence a.txt b.html  the same, with the sentences behind it
  stemma diff a.txt b.html              two reports side by side`

// exitHelp says what the exit codes of a command mean: 1 and 3 by what it does.
func exitHelp(one, three string) string {
	help := "\nExit codes:\n  0  done\n  1  " + one + "\n  2  wrong usage\n"
	if three != "" {
		help += "  3  some inputs were not read, or only with a repair; " + three + "\n"
	}
	return help
}

// withExits adds to a command's help what its exit codes mean.
func withExits(cmd *cobra.Command, one, three string) *cobra.Command {
	cmd.SetHelpTemplate(cmd.HelpTemplate() + exitHelp(one, three))
	return cmd
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "stemma",
		Short:         "Give it the reports; it draws the family tree of the story.",
		Long:          rootHelp,
		Example:       rootExamples,
		Version:       buildVersion(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetVersionTemplate("stemma {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		withExits(newTraceCommand(), "no story was found, or another error", "the others are traced"),
		withExits(newDiffCommand(), "a report could not be read, or another error", "both are compared as far as they were"),
		withExits(newReuseCommand(), "no article could be read, or another error", "the others are compared"),
		withExits(newExtractCommand(), "no article could be read, or another error", "the others are printed"),
		withExits(newImportCommand(), "no report could be read, or another error", "the others are in the archive"),
		withExits(newWatchCommand(), "no feed could be read, or another error", "the others are in the archive (--once)"),
		withExits(newStoriesCommand(), "no story passes, or another error", ""),
		withExits(newShowCommand(), "there is no such story, or another error", ""),
		withExits(newSearchCommand(), "nothing was found, or another error", "the other claims are answered (--claim-file)"),
		withExits(newVerdictsCommand(), "there are no verdicts, or another error", ""),
		withExits(newExportCommand(), "there is nothing to print, or another error", ""),
		withExits(newServeCommand(), "the server could not be started, or another error", ""),
		withExits(newMCPCommand(), "the tools could not be served, or another error", ""),
		withExits(newTokenCommand(), "there is no such token, or another error", ""),
		withExits(newArchiveCommand(), "the archive is damaged, or another error", ""),
		withExits(newBatchCommand(), "no article could be read, or another error", "the others are in the tables, and those in the table bad"),
		withExits(newVectorsCommand(), "the vectors could not be made, or another error", ""),
		withExits(newEvalCommand(), "a figure lies below its floor, or another error", ""),
		withExits(newVersionCommand(), "an error", ""),
	)
	return withExits(root, "nothing could be done with the inputs, or another error", "the rest is done")
}

// badValue is how cobra says that a flag's value is not of its type, up to
// Go's own words for it.
var badValue = regexp.MustCompile(`^invalid argument (".*") for "(?:-\w, )?--([\w-]+)" flag: strconv\.`)

// flagError says in plain words what a flag wants.
func flagError(cmd *cobra.Command, err error) error {
	m := badValue.FindStringSubmatch(err.Error())
	if m == nil && cmd.Name() == "search" && strings.HasPrefix(err.Error(), "unknown shorthand flag") {
		return usageError{fmt.Errorf("%w: to leave out reports with a word, put -- before the query, as in stemma search -- ferry -radar", err)}
	}
	if m == nil {
		return usageError{err}
	}
	wants := map[string]string{"int": "a whole number", "float64": "a number", "bool": "true or false"}
	f := cmd.Flag(m[2])
	if f == nil || wants[f.Value.Type()] == "" {
		return usage("--%s %s: no value for it", m[2], m[1])
	}
	return usage("--%s %s: give %s", m[2], m[1], wants[f.Value.Type()])
}
