package claim

// The weights in use, fitted by TestFit, which says on what.
var (
	sameModel = model{
		fBias: 0.81, fShare: 0.60, fOpposite: 0.05, fAlone: 0.81, fLength: 0.04, fWords: -0.44, fUnit: 0.44, fUnitOff: 0.02, fRole: 0.64, fRivals: -0.86, fAnchors: 0.01, fOrder: 1.10, fPlace: 0.18, fRatio: -2.91, fSmall: 0.59, fMargin: 1.12, fLink: 0.81, fThirdOld: -0.48, fScale: 0.16, fThirdNew: -0.05,
	}
	crossModel = model{
		fBias: -0.45, fAlone: -0.45, fLength: -1.25, fWords: -1.76, fUnit: -1.14, fUnitOff: -0.25, fRole: 0.78, fRivals: -2.45, fAnchors: 0.00, fOrder: 0.29, fPlace: -1.13, fRatio: 1.32, fSmall: -1.11, fMargin: 1.90, fLink: -0.45, fThirdOld: 0.11, fScale: -1.03, fThirdNew: -0.76,
	}
)
