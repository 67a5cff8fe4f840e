package lineage

import "strings"

// feature is one sort of evidence about whether a child derives from a
// parent. Features named per sentence are summed over the sentences of the
// pair, and so can be resampled; the others hold for the pair as a whole.
//
// A new one needs a line here and a row in the table below. It weighs what
// the row says until weights.txt, which stemma-train writes, has a line for it.
type feature uint8

const (
	// No parent among the articles and lost sources.
	fRoot feature = iota
	fRootTaken
	fRootShared
	fRootLacks
	fRootAlone
	fRootFirst
	fRootEarly
	fRootUndated
	fRootCites
	fRootCitesLost
	fRootCitesThere
	fRootTied
	fRootTiedRun

	// What the texts share.
	fShare
	fCover
	fApart
	fLoose
	fDigest
	fNothing
	fMissRare
	fMissCommon
	fMissDesk
	fDrop
	fDropRun
	fDropHabit
	fDropMoved
	fCut
	fCutAny
	fBreak

	// Wording, in one language.
	fSameLang
	fWordingShare
	fWordingAgainst
	fWordingOwn
	fTitleSame
	fTitleDiffers

	// Variants: words that differ within sentences, in one language.
	fVariantAgainst
	fVariantBack
	fVariantSole
	fVariantOnly

	// Words, where they decide.
	fWordChange
	fWordBack
	fWordOrigin

	// Values.
	fNumberAgainst

	// Time.
	fTimeUnknown
	fTimeGap
	fTimeLate
	fTimeOrder
	fTimeLateDay
	fTimeUpdated
	fTimeLateCited
	fTimeCited

	// Citation.
	fCites
	fCitesWeakly
	fCitesOther
	fCitesInherit
	fCitesLead
	fCitesBehind
	fCitesCarried
	fCitesCarriedFrom
	fCitesBack
	fSameOutlet

	// Lost sources as parents.
	fLost
	fLostCredit
	fLostLead
	fLostShare
	fLostMiss
	fLostDrop
	fLostAlone
	fLostUncited
	fLostNamed
	fLostOne
	fLostHas

	// Lost sources as children.
	fLostRoot
	fLostShared
	fLostLacks
	fLostSkips
	fLostCites
	fLostCredits

	// Sources that nobody cites.
	fInferred
	fInferredGives
	fInferredMiss
	fInferredDrop
	fInferredRoot
	fInferredLacks
	fInferredNode

	// The tree as a whole.
	fTreeRoot
	fTreeNoise

	// From votes to support (calibrate.go).
	fSupportLow
	fSupportHigh
	fSupportBias
	fSecondLow
	fSecondHigh
	fSecondBias

	// A further parent.
	fSecond
	fSecondRare
	fSecondCommon
	fSecondDoubt
	fSecondRun
	fSecondNext
	fSecondAgainst
	fSecondVerbatim
	fSecondValues
	fSecondSwitch
	fSecondBreak
	fSecondLacks
	fSecondSpare
	fSecondShare
	fSecondCover
	fSecondCites
	fSecondCitesWeakly
	fSecondCitesThere
	fSecondCitesUpstream
	fSecondThird
	fSecondUpstream
	fSecondDownstream
	fSecondUnsure
	fSecondBehind
	fSecondLost
	fSecondRests
	fSecondUndated
	fSecondGap
	fSecondLate

	numFeatures
)

// sign is which way a feature can only point, if its meaning says so: learning
// keeps to it.
type sign int8

const (
	falls  sign = iota - 1 // speaks against the edge
	either                 // the stories must tell
	rises                  // speaks for it
)

// about is what there is to know about a feature.
type about struct {
	name string
	sign sign
	// start is what it weighs where the stories that the weights are learnt
	// from do not show it.
	start   float64
	meaning string
}

// group is what stands before the point of a feature's name.
func (f feature) group() string {
	group, _, _ := strings.Cut(features[f].name, ".")
	return group
}

// features is read only.
var features = [numFeatures]about{
	// No parent among the articles and lost sources.
	fRoot:           {"none", either, 0, "the child derives from none of the others"},
	fRootTaken:      {"none.taken", falls, -0.2, "per sentence of the child that an earlier article has"},
	fRootShared:     {"none.shared", falls, -1, "share of the child's sentences that an article not surely later has"},
	fRootLacks:      {"none.lacks", falls, -2, "share of the others' common sentences that the child lacks"},
	fRootAlone:      {"none.alone", rises, 2, "nothing is shared with an article that is not surely later"},
	fRootFirst:      {"none.first", rises, 3, "the child is dated, and all others that are came out later"},
	fRootEarly:      {"none.early", either, 1, "the child is dated, and none is sure to have come out earlier"},
	fRootUndated:    {"none.undated", either, 0, "the child is undated"},
	fRootCites:      {"none.cites", falls, -2, "the child credits an outlet of the story"},
	fRootCitesLost:  {"none.citeslost", falls, -6, "the child rests on an outlet that is not among the articles"},
	fRootCitesThere: {"none.citesthere", falls, -3, "the child cites another report in passing, in a sentence that the two share"},
	fRootTied:       {"none.tied", falls, -2, "largest share of the shorter text that the child has in common with an article that was there before, of another family of the first tree"},
	fRootTiedRun:    {"none.tiedrun", falls, -0.5, "log of 1 + how often two such sentences follow each other in both"},

	// What the texts share.
	fShare:      {"shared.child", rises, 3, "share of the child's sentences that the parent has"},
	fCover:      {"shared.parent", either, 0, "share of the parent's sentences that the child has"},
	fApart:      {"shared.apart", falls, -1, "share of the child's sentences that the parent lacks, as far as the others do not stand side by side in both"},
	fLoose:      {"shared.loose", falls, -18, "what neither of the two has from the other, as shares of both, where no two common sentences stand side by side and none is cited"},
	fDigest:     {"shared.digest", falls, -5, "the parent looks like a digest of the child and of another report"},
	fNothing:    {"shared.nothing", falls, -7, "the two share no sentence"},
	fMissRare:   {"shared.missrare", falls, -0.5, "per sentence of the child that the parent lacks and one other candidate has"},
	fMissCommon: {"shared.misscommon", falls, -0.5, "per sentence of the child that the parent lacks and several candidates have"},
	fMissDesk:   {"shared.missdesk", falls, -0.6, "per sentence of the child that the parent, of the same outlet, lacks and another candidate has"},
	fDrop:       {"dropped.each", falls, -0.2, "per sentence of the parent that the child lacks"},
	fDropHabit:  {"dropped.habit", falls, 0, "per such sentence: log odds that reports of the story keep one"},
	fDropRun:    {"dropped.run", either, 0, "per run of such sentences"},
	fDropMoved:  {"dropped.moved", falls, -0.1, "per sentence that the child lacks of a parent which was changed after the child came out"},
	fCut:        {"dropped.cut", either, 0, "per sentence of the parent after the last that the child has"},
	fCutAny:     {"dropped.tail", either, 0, "there are such sentences"},
	fBreak:      {"order.break", falls, -1, "per place where the child leaves the parent's order"},

	// Wording, in one language.
	fSameLang:       {"wording.samelang", either, 0, "parent and child are in one language and share a sentence"},
	fWordingShare:   {"wording.share", either, 0.5, "share of the common sentences that are word for word"},
	fWordingAgainst: {"wording.against", falls, -0.3, "per sentence where the child's words are another candidate's and not the parent's"},
	fWordingOwn:     {"wording.own", either, 0, "per sentence where the child's words are nobody else's"},
	fTitleSame:      {"wording.titlesame", rises, 0.5, "the titles are the same"},
	fTitleDiffers:   {"wording.titlediffers", either, 0, "the titles are not the same"},

	// Variants: words that differ within sentences, in one language.
	fVariantAgainst: {"variant.against", falls, -0.1, "per word of the child that is others' too and not the parent's"},
	fVariantBack:    {"variant.back", falls, -0.15, "so, and more articles have the child's word than the parent's"},
	fVariantSole:    {"variant.sole", falls, -0.15, "so, and the parent's word is nobody else's"},
	fVariantOnly:    {"variant.only", rises, 0.1, "per word that only the two have"},

	// Words, where they decide: among texts that were copied word for word and
	// have no dates.
	fWordChange: {"words.change", falls, -1, "per word that parent and child read otherwise, where words decide"},
	fWordBack:   {"words.back", falls, -0.3, "so, and more articles have the child's word than the parent's"},
	fWordOrigin: {"words.origin", falls, -1, "per word that the texts differ in, for one that derives from none of them"},

	// Values.
	fNumberAgainst: {"value.numberagainst", falls, -0.5, "per sentence where the child's numbers are another candidate's and not the parent's"},

	// Time.
	fTimeUnknown:   {"time.unknown", either, -0.5, "one of the two is undated"},
	fTimeGap:       {"time.gap", either, 0, "log of 1 + hours between them"},
	fTimeLate:      {"time.late", falls, -4, "the parent is later than the child, though within a wrong zone"},
	fTimeOrder:     {"time.order", rises, 0.2, "log odds of the parent being first, where the precision of the dates leaves it open"},
	fTimeLateDay:   {"time.lateday", falls, -3, "the parent is later by dates known to the day, though within what a time zone explains"},
	fTimeUpdated:   {"time.updated", falls, -3, "the parent came out after the child, and before the child was last changed"},
	fTimeLateCited: {"time.latecited", falls, -1, "the parent is later than the child, as far as a wrong zone or an update explains, and the child credits it"},
	fTimeCited:     {"time.citedlater", falls, -8.6, "the parent is later than any zone or update explains, and the child credits it: divided by the reports of which that holds"},

	// Citation.
	fCites:            {"cites.parent", rises, 5, "the child credits the parent"},
	fCitesWeakly:      {"cites.weakly", rises, 3, "the child cites the parent in passing"},
	fCitesOther:       {"cites.other", either, -1, "the child credits another article of the story"},
	fCitesInherit:     {"cites.inherits", either, 0, "the child cites, in a sentence that the two share, whom the parent cites in it"},
	fCitesLead:        {"cites.inheritslead", rises, 1.2, "so, and it is at the child's head or foot"},
	fCitesBehind:      {"cites.behind", rises, 0, "the child credits a source that the parent credits"},
	fCitesCarried:     {"cites.carried", falls, -4, "so, but another report that cites the parent there too accounts for more of the child: how much more, up to 1"},
	fCitesCarriedFrom: {"cites.carriedfrom", rises, 3, "the same for the parent that the line may have been copied from"},
	fCitesBack:        {"cites.back", falls, -3, "the parent cites the child, half where it does so in passing"},
	fSameOutlet:       {"outlet.two", rises, 2, "one outlet, two languages"},

	// Lost sources as parents.
	fLost:        {"lost", either, 0, "the parent is a lost source"},
	fLostCredit:  {"lost.credit", rises, 5, "the child names it in a line of its own, or for the whole article"},
	fLostLead:    {"lost.lead", rises, 3, "the child cites it at its head or foot"},
	fLostShare:   {"lost.share", rises, 3, "share of the child's sentences that rest on it"},
	fLostMiss:    {"lost.miss", falls, -0.5, "per sentence of the child that other candidates have and the source's other children lack"},
	fLostDrop:    {"lost.drop", falls, -0.2, "per sentence that two others of the source's children have and the child lacks"},
	fLostAlone:   {"lost.alone", either, -2, "the source has no other child to tell its text by"},
	fLostUncited: {"lost.uncited", either, -0.4, "the child does not cite it"},
	fLostNamed:   {"lost.named", rises, 1, "the child names it in passing"},
	fLostOne:     {"lost.one", either, 0, "so, and it has only one other child to tell its text by"},
	fLostHas:     {"lost.has", rises, 1, "so: share of the child's sentences that its other children have"},

	// Lost sources as children.
	fLostRoot:    {"behind.none", either, -3, "a lost source derives from nothing"},
	fLostShared:  {"behind.shared", falls, 0, "per sentence of such a source that an article not surely later has"},
	fLostLacks:   {"behind.lacks", falls, -0.5, "per sentence of the source that the parent lacks and another article has"},
	fLostSkips:   {"behind.skips", either, 0, "per sentence of the parent that no child of the source has"},
	fLostCites:   {"behind.cites", rises, 0.5, "the source is said to cite the parent"},
	fLostCredits: {"behind.credits", rises, 0, "log of 1 + reports that rest on a lost source which derives from nothing"},

	// Sources that nobody cites.
	fInferred:      {"inferred", either, 0, "the parent is a lost source that nobody cites"},
	fInferredGives: {"inferred.gives", rises, 1, "per sentence of the child that others have and none of them could have given it along with the rest, up to 12"},
	fInferredMiss:  {"inferred.miss", falls, -0.5, "per sentence of the child that other candidates have and neither its other children nor what is above it"},
	fInferredDrop:  {"inferred.drop", falls, -0.4, "per sentence that it must have had and the child lacks"},
	fInferredRoot:  {"inferred.none", either, -3, "it derives from nothing"},
	fInferredLacks: {"inferred.lacks", falls, -0.3, "per sentence that two of its children have and its parent lacks"},
	fInferredNode:  {"inferred.node", falls, -4, "per source that is assumed"},

	// The tree as a whole.
	fTreeRoot:  {"tree.root", falls, 0, "per root, beyond what its own evidence says"},
	fTreeNoise: {"tree.noise", rises, 0.55, "scale of the draw that each candidate's score gets in a round of the bootstrap"},

	// From votes to support (calibrate.go).
	fSupportLow:  {"support.low", rises, 1, "per ln of the share of rounds"},
	fSupportHigh: {"support.high", rises, 1, "per -ln of the share of the other rounds"},
	fSupportBias: {"support.bias", either, 0, "log odds of support in any case"},
	fSecondLow:   {"supportsecond.low", rises, 1, "the same for second parents"},
	fSecondHigh:  {"supportsecond.high", rises, 1, "the same for second parents"},
	fSecondBias:  {"supportsecond.bias", either, 0, "the same for second parents"},

	// A further parent, beside those that the child has already.
	fSecond:              {"second", either, -3.4, "the child has a further parent"},
	fSecondRare:          {"second.rare", rises, 1.2, "per sentence of the child that only this parent could have given"},
	fSecondCommon:        {"second.common", rises, 0.9, "per sentence that its other parents lack, and this one and others have"},
	fSecondDoubt:         {"second.doubt", falls, -0.8, "per such sentence, how like it the nearest of the main parent's is"},
	fSecondRun:           {"second.run", rises, 0.45, "per such sentence that follows another one"},
	fSecondNext:          {"second.next", rises, 0.3, "per such sentence that follows the one before it in both texts"},
	fSecondAgainst:       {"second.against", falls, -0.3, "per such sentence whose words or numbers are another's all the same"},
	fSecondVerbatim:      {"second.verbatim", rises, 0.3, "per such sentence that is this parent's word for word"},
	fSecondValues:        {"second.values", rises, 0.35, "log of 1 + the sentences whose words or numbers are this parent's and not its other parents'"},
	fSecondSwitch:        {"second.switch", falls, -0.5, "per change from one parent to another in the child's course"},
	fSecondBreak:         {"second.break", falls, -0.15, "per place where the child leaves the order of the parent it follows"},
	fSecondLacks:         {"second.lacks", falls, -2, "share of the child's sentences that others have and no parent even so"},
	fSecondSpare:         {"second.spare", falls, -1.5, "one article alone has all that its parents have together"},
	fSecondShare:         {"second.share", either, -0.4, "share of the child's sentences from other parents that this one has too"},
	fSecondCover:         {"second.cover", either, 0, "share of this parent's sentences that the child has"},
	fSecondCites:         {"second.cites", rises, 2.5, "the child credits this parent"},
	fSecondCitesWeakly:   {"second.citesweakly", rises, 1.8, "the child cites this parent in passing"},
	fSecondCitesThere:    {"second.citesthere", rises, 0.7, "so, in or next to a sentence that it has from it"},
	fSecondCitesUpstream: {"second.citesupstream", falls, -0.6, "the child cites it, and the main parent derives from it: who copies a report may name its source, too"},
	fSecondThird:         {"second.third", falls, -0.6, "the child has two parents already"},
	fSecondUpstream:      {"second.upstream", either, 0, "the main parent derives from this one"},
	fSecondDownstream:    {"second.downstream", either, -0.5, "this one derives from the main parent"},
	fSecondUnsure:        {"second.unsure", rises, 0.15, "instead of all that, where the main parent is a lost source of unknown text: per sentence that its other children lack"},
	fSecondBehind:        {"second.behind", falls, -0.3, "the main parent is lost, and may derive from this one"},
	fSecondLost:          {"second.lost", either, -1.5, "this parent is a lost source"},
	fSecondRests:         {"second.rests", rises, 0.5, "per sentence that the child says it has from a lost source"},
	fSecondUndated:       {"second.undated", either, 0, "one of the two is undated"},
	fSecondGap:           {"second.gap", either, 0.2, "log of 1 + hours between them"},
	fSecondLate:          {"second.late", falls, -3, "this parent is later than the child, though within a wrong zone"},
}

// weights are the logarithms of how much likelier one unit of a feature makes
// an edge. See README.md for how they are learnt.
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
