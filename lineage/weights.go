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
	fRoot: 5.84, fRootTaken: -0.7, fRootShared: -3.24, fRootLacks: -6.58, fRootFirst: 1.72, fRootEarly: -1.33,
	fRootUndated: -3.29, fRootCites: -3.74,
	fRootAlone: 2, fRootCitesLost: -6, // by hand

	fMissRare: -0.56, fMissCommon: -1.32, fDrop: -0.57, fDropRun: 0.49, fCut: -0.12, fCutAny: -0.53,
	fBreak: -1.05, fShare: 2.95, fCover: -1.53,
	fNothing: -6, // by hand

	fSameLang: 1.15, fWordingShare: -1.08, fWordingAgainst: -0.18, fWordingOwn: -0.04, fTitleSame: 0.37,
	fTitleDiffers: 0.5, fNumberAgainst: -0.42,

	fTimeUnknown: -1.1, fTimeGap: 0.11, fTimeLate: -8.24,

	fCites: 5.44, fCitesWeakly: 3.32, fCitesOther: 1.14, fCitesInherit: -0.57, fCitesBehind: 2.53,
	fCitesLead: 2, fSameOutlet: 2, // by hand

	fLost: -0.23, fLostCredit: 6.01, fLostMiss: -0.71, fLostDrop: -0.42, fLostAlone: -5.2,
	fLostLead: 2, fLostShare: 3, // by hand

	fLostRoot: -2.45, fLostShared: -0.08, fLostLacks: -1.16, fLostSkips: 0.19,
	fLostCites: 0.5, // by hand
}
