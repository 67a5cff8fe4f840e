package claim

// The weights in use, fitted by TestFit, which says on what.
var (
	sameModel = model{
		fBias: 0.40, fShare: 0.01, fOpposite: 1.89, fAlone: 0.40, fLength: -0.59, fWords: -0.69, fUnit: 0.63, fUnitOff: -0.97, fRole: 0.58, fRivals: -1.84, fAnchors: -2.81, fOrder: 0.43, fPlace: -0.84, fRatio: -2.28, fSmall: -1.08, fMargin: 1.14, fLink: 0.40, fThirdOld: -0.17, fScale: 2.43,
	}
	crossModel = model{
		fBias: 0.03, fAlone: 0.03, fLength: -2.10, fWords: -1.64, fUnit: -0.77, fUnitOff: -1.06, fRole: 0.46, fRivals: -4.38, fAnchors: 0.24, fOrder: 1.34, fPlace: -0.31, fRatio: 1.31, fSmall: 0.06, fMargin: 0.09, fLink: 0.03, fThirdOld: 1.12, fScale: -0.65,
	}
)
