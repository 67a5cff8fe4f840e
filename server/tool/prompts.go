package tool

import (
	"context"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// prompts are what people ask for most; an assistant offers them by name.
var prompts = []struct {
	name, title, description, argument, about, text string
}{
	{
		"where_from", "Where does this claim come from?", "Follow a claim back to its origins, with the sentences.", "claim", "what is claimed, as one plain statement",
		"Find out where this claim comes from: {}\n\nUse claim_history. Then say in a few sentences: who said it first as far as is known, from how many independent origins it comes and which these are, to whom it is attributed, who denies it, and who gives other figures. " +
			"Cite each sentence by its report and number. Do not say whether it is true: say what is and is not known of where it comes from.",
	},
	{
		"brief", "Brief me on a story", "Summarise the family tree of a story of the archive.", "story", "id of the story, or the address of a report in it",
		"Brief me on the story {}\n\nUse story; read its parts changes and sources where the overview names more. Then say: how many reports there are and from how many independent origins, which sources behind them are lost, which reports are copies or translations of which, and what changed on the way that alters facts. " +
			"Cite each sentence by its report and number, and say which lines are guesses (support below 0.5).",
	},
}

func addPrompts(m *mcp.Server) {
	for _, p := range prompts {
		m.AddPrompt(&mcp.Prompt{
			Name: p.name, Title: p.title, Description: p.description, Arguments: []*mcp.PromptArgument{{Name: p.argument, Description: p.about, Required: true}},
		}, func(_ context.Context, r *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			given := clean(r.Params.Arguments[p.argument], maxQuote)
			if given == "" {
				return nil, refuse("give %s: %s", p.argument, p.about)
			}
			return &mcp.GetPromptResult{Description: p.description, Messages: []*mcp.PromptMessage{
				{Role: "user", Content: &mcp.TextContent{Text: strings.Replace(p.text, "{}", quoted(given), 1)}},
			}}, nil
		})
	}
}
