package lineage

// rootPrice is what each root costs beyond what its own evidence says. The
// weights are fitted child by child; that the reports of a story mostly go
// back to one origin shows only in the tree as a whole. Set by a sweep over
// the development stories, for the number of origins.
const rootPrice = 2

// learnt are the weights that Infer uses. Those of evidence that the
// development stories show were fitted to what the steps before this one make
// of them (TestFit, run with -fit=found: for each child a softmax over its
// candidates, as of logistic regression, pulled towards the values that stood
// here before). The others, marked, were set by hand to be as strong as their
// likes.
var learnt = weights{
	fRoot: 6.17, fRootTaken: -0.82, fRootShared: -2.48, fRootLacks: -7.08, fRootFirst: 4, fRootEarly: -2.41,
	fRootUndated: -4.02, fRootCites: -4.24,
	fRootAlone: 2, fRootCitesLost: -6, // by hand

	fMissRare: -0.42, fMissCommon: -1.27, fDrop: -0.55, fDropRun: 0.45, fCut: -0.11, fCutAny: -0.72,
	fBreak: -1.06, fShare: 3.12, fCover: -1.82,
	fNothing: -6, // by hand

	fSameLang: 1.4, fWordingShare: -1.47, fWordingAgainst: -0.18, fWordingOwn: -0.02, fTitleSame: 0.55,
	fTitleDiffers: 0.57, fNumberAgainst: -0.52,

	fTimeUnknown: -1.11, fTimeGap: 0.17, fTimeLate: -8.64,

	fCites: 5.12, fCitesWeakly: 3.5, fCitesOther: 0.54, fCitesInherit: -0.59, fCitesBehind: 2.42,
	fCitesLead: 2, fSameOutlet: 2, // by hand

	fLost: -0.34, fLostCredit: 5.74, fLostMiss: -0.72, fLostDrop: -0.4, fLostAlone: -5.91,
	fLostLead: 2, fLostShare: 3, // by hand

	fLostRoot: -3, fLostShared: -0.1, fLostLacks: -1.36, fLostSkips: 0.2,
	fLostCites: 0.5, // by hand
}
