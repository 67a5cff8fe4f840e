package main

import "github.com/spf13/cobra"

const rootHelp = `stemma reads reports of the same news in any language and draws the family
tree of the story: which report derives from which, whom each one cites, which
source is behind them but not among them, and what every retelling changed.
It never says whether a claim is true. It says where it comes from.`

const rootExamples = `  stemma trace --demo                   a story that ships with the program
  stemma trace reports/                 the reports in a folder
  stemma trace --evidence a.txt b.html  the same, with the sentences behind it
  stemma diff a.txt b.html              two reports side by side`

const exitHelp = `
Exit codes:
  0  done
  1  nothing could be traced, or another error
  2  wrong usage
  3  some inputs were not read, or only with a repair; the others are traced
`

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
	root.SetHelpTemplate(root.HelpTemplate() + exitHelp)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newTraceCommand(),
		newDiffCommand(),
		newReuseCommand(),
		newExtractCommand(),
		newVectorsCommand(),
		newEvalCommand(),
		newVersionCommand(),
	)
	return root
}
