package lineage

// feature is one sort of evidence about whether a child derives from a
// parent. Features named per sentence are summed over the sentences of the
// pair, and so can be resampled; the others hold for the pair as a whole.
type feature uint8

const (
	// No parent among the articles and lost sources.
	fRoot       feature = iota
	fRootTaken          // per sentence of the child that an earlier article has
	fRootShared         // share of the child's sentences that an article not surely later has
	fRootLacks          // share of the others' common sentences that the child lacks
	fRootAlone          // nothing is shared with an article that is not surely later
	fRootFirst          // it is dated, and all others that are came out later
	fRootEarly          // it is dated, and none is sure to have come out earlier
	fRootUndated
	fRootCites     // the child credits an outlet of the story
	fRootCitesLost // it rests on an outlet that is not among the articles

	// What the texts share.
	fMissRare   // per sentence of the child that the parent lacks and one other candidate has
	fMissCommon // per sentence of the child that the parent lacks and several candidates have
	fDrop       // per sentence of the parent that the child lacks
	fDropRun    // per run of such sentences
	fCut        // per sentence of the parent after the last that the child has
	fCutAny     // there are such sentences
	fBreak      // per place where the child leaves the parent's order
	fNothing    // the two share no sentence
	fShare      // share of the child's sentences that the parent has
	fCover      // share of the parent's sentences that the child has

	// Wording, in one language.
	fSameLang       // parent and child are in one language
	fWordingShare   // share of the common sentences that are word for word
	fWordingAgainst // per sentence where the child's words are another candidate's and not the parent's
	fWordingOwn     // per sentence where the child's words are nobody else's
	fTitleSame
	fTitleDiffers

	// Values.
	fNumberAgainst // per sentence where the child's numbers are another candidate's and not the parent's

	// Time.
	fTimeUnknown // one of the two is undated
	fTimeGap     // log of 1 + hours between them
	fTimeLate    // the parent is later than the child, though within a wrong zone

	// Citation.
	fCites        // the child credits the parent
	fCitesWeakly  // the child cites the parent in passing
	fCitesOther   // the child credits another article of the story
	fCitesInherit // the child cites, in a sentence that the two share, whom the parent cites in it
	fCitesLead    // so, and it is at the child's head or foot
	fCitesBehind  // the child credits a source that the parent credits
	fSameOutlet   // one outlet, two languages

	// Lost sources as parents.
	fLost       // the parent is a lost source
	fLostCredit // the child names it in a line of its own, or for the whole article
	fLostLead   // the child cites it at its head or foot
	fLostShare  // share of the child's sentences that rest on it
	fLostMiss   // per sentence of the child that other candidates have and the source's other children lack
	fLostDrop   // per sentence that two others of the source's children have and the child lacks
	fLostAlone  // the source has no other child to tell its text by

	// Lost sources as children.
	fLostRoot   // a lost source without a parent
	fLostShared // per sentence of a rootless lost source that an article not surely later has
	fLostLacks  // per sentence of the source that the parent lacks and another article has
	fLostSkips  // per sentence of the parent that no child of the source has
	fLostCites  // the source is said to cite the parent

	numFeatures
)

// weights are the logarithms of how much likelier one unit of a feature makes
// an edge. See weights.go for how they were learnt.
type weights [numFeatures]float64

// term is a feature's value on one unit, for resampling.
type term struct {
	feature feature
	unit    int
	value   float64
}

// tally is the evidence for one edge.
type tally struct {
	whole [numFeatures]float64
	terms []term
}

func (t *tally) reset() {
	t.whole = [numFeatures]float64{}
	t.terms = t.terms[:0]
}

func (t *tally) add(f feature, unit int) { t.terms = append(t.terms, term{f, unit, 1}) }

// fixed sums the evidence that does not hang on single sentences.
func (t *tally) fixed(w *weights) float64 {
	sum := 0.0
	for f, v := range t.whole {
		sum += w[f] * v
	}
	return sum
}
