package link

// models are the weights in use, fitted by TestFit, which says on what.
var models = modelSet{
	same: [2]model{
		{fBias: -3.48, fCos: -1.24, fMargin: 1.67, fGap: 3.28, fFree: 3.83, fLex: 5.12, fRun: 0.31, fValue: 2.00, fName: 0.17, fClash: -0.31, fLength: 1.02, fShort: -0.05, fNear: 1.35},
		{fBias: -3.00, fCos: -1.41, fMargin: 1.24, fGap: 3.20, fFree: 3.49, fLex: 5.16, fRun: 0.60, fValue: 1.65, fName: 0.02, fClash: -0.35, fLength: 1.08, fShort: -0.11, fAgree: 2.58, fDiffer: -1.42, fNear: 1.28},
	},
	cross: [2]model{
		{fBias: -2.59, fCos: -0.55, fMargin: 1.59, fGap: 5.72, fFree: 4.15, fLex: 1.55, fRun: 0.22, fValue: 3.76, fName: 1.18, fClash: -0.45, fLength: 0.77, fShort: 0.48, fNear: 1.54},
		{fBias: -1.97, fCos: -0.67, fMargin: 1.07, fGap: 5.08, fFree: 3.67, fLex: 1.49, fRun: -0.10, fValue: 2.84, fName: 0.93, fClash: -0.44, fLength: 0.82, fShort: 0.24, fAgree: 3.45, fDiffer: -1.92, fNear: 1.32},
	},
	right: [2][2]calibration{
		{{cLow: 1.07, cHigh: 1.08, cBias: -0.82}, {cLow: 1.82, cHigh: 0.12, cBias: 0.13, cScore: 1.28}},
		{{cLow: 0.66, cHigh: 0.22, cBias: 0.49, cScore: 0.64}, {cLow: 1.65, cBias: 1.19, cScore: 0.55}},
	},
}

// pathModel holds the weights of beads, fitted by TestPathFit.
var pathModel = bead{bSolo: 1.65, bLogit: 0.32, bMerge: 0.44, bExtra: -0.44, bMany: -0.87, bOwn: -0.01, bWorst: 0.13, bRival: -1.64, bCos: 1.91, bMargin: 0.44, bGain: 4.61, bAnchor: 0.89, bLength: -3.90, bEdge: 2.71, bLex: 2.62, bEnds: -1.38, bFit: -3.77, bJoined: 0.98, bSkip: 0.32, bSize: 0.27, bBest: -0.67, bOpen: -1.18, bLoose: 0.71}

// pathScore holds the weights of a path's reasons, fitted by TestPathFit too.
var pathScore = reasons{0.74, 0.33, 0.63, -0.33, -0.02}
