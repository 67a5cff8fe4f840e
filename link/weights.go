package link

// models are the weights in use, fitted by TestFit, which says on what.
var models = modelSet{
	same: [2]model{
		{fBias: -3.38, fCos: -1.55, fMargin: 1.66, fGap: 3.08, fFree: 3.78, fLex: 5.14, fRun: 0.34, fValue: 2.07, fName: 0.34, fClash: -0.49, fLength: 1.00, fShort: -0.16, fNear: 1.41},
		{fBias: -2.98, fCos: -1.69, fMargin: 1.25, fGap: 2.91, fFree: 3.45, fLex: 5.24, fRun: 0.61, fValue: 1.5, fName: 0.16, fClash: -0.48, fLength: 1.09, fShort: -0.2, fAgree: 2.71, fDiffer: -1.36, fNear: 1.31},
	},
	cross: [2]model{
		{fBias: -2.41, fCos: -1.00, fMargin: 1.61, fGap: 5.76, fFree: 4.11, fLex: 1.36, fRun: 0.43, fValue: 4.31, fName: 1.32, fClash: -0.47, fLength: 0.71, fShort: 0.46, fNear: 1.58},
		{fBias: -1.81, fCos: -1.00, fMargin: 1.05, fGap: 5.19, fFree: 3.63, fLex: 1.22, fRun: 0.2, fValue: 3.22, fName: 1.05, fClash: -0.46, fLength: 0.78, fShort: 0.25, fAgree: 3.34, fDiffer: -1.94, fNear: 1.37},
	},
	growth: gain{gBias: -1.7, gGain: 6.49, gBalance: 2.51, gOwn: 0.48, gRival: -1.98, gHole: -0.07, gAnchor: 3.27, gSmall: 2.22, gMargin: 0.15, gClosed: -1.22, gDense: 2.71},
	usual:  0.059,
}
