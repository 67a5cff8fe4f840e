package link

// models are the weights in use, fitted by TestFit, which says on what.
var models = modelSet{
	same: [2]model{
		{fBias: -3.23, fCos: -0.20, fMargin: 1.10, fGap: 3.93, fFree: 3.42, fLex: 3.61, fRun: 0.57, fValue: 1.72, fName: 0.65, fClash: -0.61, fLength: 1.11, fShort: 0.84, fNear: 1.42, fShare: 1.18, fLong: 1.08, fCrowd: -1.46, fQuote: 0.46},
		{fBias: -2.86, fCos: -0.54, fMargin: 0.89, fGap: 3.65, fFree: 3.19, fLex: 3.81, fRun: 0.78, fValue: 1.15, fName: 0.53, fClash: -0.61, fLength: 1.19, fShort: 0.69, fAgree: 2.13, fDiffer: -1.53, fNear: 1.32, fShare: 1.14, fLong: 1.06, fCrowd: -1.35, fQuote: 0.41},
	},
	cross: [2]model{
		{fBias: -2.10, fCos: 3.55, fMargin: 0.54, fGap: 5.05, fFree: 4.28, fLex: -0.60, fRun: 0.15, fValue: 3.20, fName: 0.91, fClash: -0.79, fLength: 0.72, fShort: 1.23, fNear: 1.43, fShare: 0.96, fLong: 1.01, fCrowd: -5.49, fQuote: 0.54},
		{fBias: -1.63, fCos: 2.60, fMargin: 0.40, fGap: 4.71, fFree: 3.94, fLex: -0.45, fRun: 0.24, fValue: 2.50, fName: 0.71, fClash: -0.71, fLength: 0.76, fShort: 1.02, fAgree: 2.65, fDiffer: -1.68, fNear: 1.30, fShare: 0.99, fLong: 0.94, fCrowd: -4.55, fQuote: 0.48},
	},
	right: [2][2]calibration{
		{{cLow: 0.90, cHigh: 1.06, cBias: 0.11, cScore: 0.00, cShare: 1.04, cLone: -0.09, cStrange: -0.25}, {cLow: 2.08, cHigh: 0.18, cBias: 0.38, cScore: 1.06, cShare: 0.27}},
		{{cLow: 0.48, cHigh: 0.55, cBias: 0.64, cScore: 0.51, cShare: 0.00, cLone: -1.66, cStrange: -2.03}, {cLow: 0.82, cHigh: 0.11, cBias: 0.82, cScore: 0.58, cShare: 0.66}},
	},
}

// pathModel holds the weights of beads, fitted by TestPathFit.
var pathModel = bead{bSolo: 1.65, bLogit: 0.32, bMerge: 0.44, bExtra: -0.44, bMany: -0.87, bOwn: -0.01, bWorst: 0.13, bRival: -1.64, bCos: 1.91, bMargin: 0.44, bGain: 4.61, bAnchor: 0.89, bLength: -3.90, bEdge: 2.71, bLex: 2.62, bEnds: -1.38, bFit: -3.77, bJoined: 0.98, bSkip: 0.32, bSize: 0.27, bBest: -0.67, bOpen: -1.18, bLoose: 0.71}

// pathScore holds the weights of a path's reasons, fitted by TestPathFit too.
var pathScore = reasons{0.79, 0.33, 0.50, -0.24, -0.05}
