package api

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/history"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
)

// Examples of the document, of one invented story: a courier reports a fire in a harbour, and a paper in Valmora translates that with
// another figure. They are values of the types that are sent, so that they cannot be of another form.

func at(hour, minute int) time.Time { return time.Date(2025, 3, 31, hour, minute, 0, 0, time.UTC) }

const (
	courierText = "Twelve people were hurt in a fire in the harbour of Selm on Monday."
	diarioText  = "Diez personas resultaron heridas en un incendio en el puerto de Selm, informó Selm Courier."
)

var (
	one = 1

	exampleArticle = stemma.Article{
		ID: "a1", URL: "https://selmcourier.example/harbour-fire", Outlet: "Selm Courier", Title: "Fire in the harbour", Lang: "en",
		Published: at(6, 20), PublishedPrecision: stemma.PrecisionMinute, Text: courierText,
		Sentences: []stemma.Span{{Start: 0, End: len(courierText)}}, Boilerplate: []stemma.Span{},
	}
	exampleOther = stemma.Article{
		ID: "a2", Outlet: "Diario de Valmora", Title: "Incendio en el puerto", Lang: "es", Published: at(9, 5), PublishedPrecision: stemma.PrecisionMinute,
		Text: diarioText, Sentences: []stemma.Span{{Start: 0, End: len(diarioText)}}, Boilerplate: []stemma.Span{},
	}
	exampleEdge = stemma.Edge{
		Parent: "a1", Child: "a2", Kind: stemma.EdgeTranslation, Primary: true, Support: 0.97,
		Evidence: []stemma.Evidence{{Kind: stemma.EvidenceCites, Detail: "cites Selm Courier", ChildSentences: []int{0}}},
	}
	exampleLink   = stemma.Link{A: "a1", ASentences: []int{0}, B: "a2", BSentences: []int{0}, Kind: stemma.LinkTranslation, Score: 0.94}
	zero          = 0
	exampleChange = stemma.Change{
		From: "a1", To: "a2", Kind: stemma.ChangeNumber, Before: "Twelve", After: "Diez", BeforeValue: "12", AfterValue: "10", Score: 0.9,
		BeforeSpan: &stemma.Span{Start: 0, End: 6}, AfterSpan: &stemma.Span{Start: 0, End: 4}, FromSentence: &zero, ToSentence: &zero,
	}

	exampleTrace = traceExample(&stemma.Result{
		Articles: []stemma.Article{exampleArticle, exampleOther},
		Stories: []stemma.Story{{
			ID: "s1", Title: "Fire in the harbour", Articles: []string{"a1", "a2"}, Origins: 1, Edges: []stemma.Edge{exampleEdge}, Links: []stemma.Link{exampleLink},
			Claims: []stemma.Claim{{
				ID: "c1", Text: courierText, Passages: []stemma.Passage{{Article: "a1", Sentences: []int{0}}, {Article: "a2", Sentences: []int{0}}},
				Changes: []stemma.Change{exampleChange},
			}},
		}},
	})

	exampleStory = reader.Story{
		ID: "s1", Title: "Fire in the harbour", Lang: "en", Lead: "a1", Articles: 2, New: 2, Outlets: 2, Languages: 2, First: at(6, 20), Last: at(9, 5), Changed: at(9, 6),
		Version: 2, Origins: &one,
	}
	examplePage   = reader.StoryPage{Schema: "stemma/stories/v1", Since: at(0, 0), Stories: []reader.Story{exampleStory}}
	exampleStatus = job.Status{ID: "0CRxTPSXBoTjoYBpwYPkHA", State: job.Running, Steps: []string{"reading articles", "tracing stories"}, Started: at(10, 0)}

	exampleHistory = history.Claim{
		Schema: history.Schema, Story: "s1", ID: "c1", Number: 1, Text: courierText, English: courierText, First: []string{"a1"}, LeftOut: []stemma.Change{},
		Reports: []history.Report{
			{
				Article: "a1", Outlet: "Selm Courier", Lang: "en", Title: "Fire in the harbour", Published: at(6, 20), Precision: stemma.PrecisionMinute,
				Sentences: []history.Sentence{{Number: 0, Start: 0, End: len(courierText), Text: courierText}}, Changes: []stemma.Change{},
			},
			{
				Article: "a2", Outlet: "Diario de Valmora", Lang: "es", Title: "Incendio en el puerto", Published: at(9, 5), Precision: stemma.PrecisionMinute,
				Sentences: []history.Sentence{{Number: 0, Start: 0, End: len(diarioText), Text: diarioText}}, Parent: "a1", Support: 0.97, Changes: []stemma.Change{exampleChange},
			},
		},
	}
	exampleLine = Line{
		Schema: lineSchema, Story: "s1", Parent: LineEnd{Article: &exampleArticle}, Child: LineEnd{Article: &exampleOther}, Edge: &exampleEdge,
		Links: []stemma.Link{exampleLink}, Changes: []stemma.Change{exampleChange}, Verdicts: []review.Verdict{exampleVerdict},
	}

	exampleSearch = search.Result{Schema: "stemma/search/v1", Query: "harbour fire", Indexed: 120, Hits: []search.Hit{{
		Article: "a1", Outlet: "Selm Courier", Lang: "en", Title: "Fire in the harbour", Published: at(6, 20), Precision: stemma.PrecisionMinute, Story: "s1", Score: 0.03,
		By: []string{"words", "meaning"}, Alike: 0.71,
		Snippets: []search.Snippet{{Sentence: 0, Text: courierText, Start: 0, End: len(courierText), Marks: []stemma.Span{{Start: 30, End: 34}}}},
	}}}
	exampleClaims = search.ClaimResult{
		Schema: "stemma/claim/v1", Claim: "Twelve people were hurt in the harbour fire.", Lang: "en", Sentences: 1, First: []string{"a1"},
		Outlets: []string{"Selm Courier"}, Languages: []string{"en"}, Stories: []search.ClaimStory{{Story: "s1", Reports: 1, Origins: &one, OriginsAtLeast: 1}},
		Origins: &one, OriginsAtLeast: 1, Says: []search.ClaimReport{exampleSays(exampleArticle)}, Denies: []search.ClaimReport{}, Near: []search.ClaimReport{},
		Differs: []search.ClaimReport{exampleSays(exampleOther)},
	}

	exampleTraceRequest = TraceRequest{Articles: []Report{
		{ID: "a1", Outlet: "Selm Courier", Published: "2025-03-31T06:20Z", Text: courierText}, {ID: "a2", Outlet: "Diario de Valmora", Published: "2025-03-31T09:05Z", Text: diarioText},
	}}
	exampleDiff = map[string]any{"a": Report{Text: courierText}, "b": Report{Text: diarioText}}

	exampleVerdictRequest = VerdictRequest{Story: "s1", Subject: "edge", Verdict: "confirmed", Parent: "a1", Child: "a2", Note: "The paper says so in its last line."}
	exampleVerdict        = review.Verdict{
		ID: "01JQ5Z3M8X", Story: "s1", Subject: review.Edge, Opinion: review.Confirmed, From: review.End{Article: "a1", Digest: review.Digest(courierText)},
		To: review.End{Article: "a2", Digest: review.Digest(diarioText)}, Note: "The paper says so in its last line.", Reviewer: "anna", At: at(11, 30),
	}
	exampleVerdicts = VerdictPage{Schema: review.Schema, Verdicts: []review.Verdict{exampleVerdict}}
)

func exampleSays(a stemma.Article) search.ClaimReport {
	return search.ClaimReport{
		Article: a.ID, Outlet: a.Outlet, Lang: a.Lang, Title: a.Title, Published: a.Published, Precision: a.PublishedPrecision, Story: "s1", Origin: "a1",
		Sentence: 0, Start: 0, End: len(a.Text), Text: a.Text, Score: 0.9,
	}
}

// traceExample is a result as it is sent.
func traceExample(r *stemma.Result) json.RawMessage {
	var b bytes.Buffer
	if err := report.JSONLine(&b, r); err != nil {
		panic(err) // it is ours
	}
	return json.RawMessage(bytes.TrimSpace(b.Bytes()))
}
