package claim

// The weights in use, fitted by TestFit, which says on what.
var (
	sameModel = model{
		fBias: 0.55, fShare: -0.52, fOpposite: 1.10, fAlone: 0.55, fLength: 0.27, fWords: -0.62, fUnit: -1.22, fUnitOff: -2.26, fRole: 0.14, fRivals: -2.83, fAnchors: 0.14, fOrder: 0.45, fPlace: -0.18, fRatio: -1.77, fSmall: 1.57, fMargin: 1.17, fLink: 0.55, fThirdOld: 0.22, fScale: 1.62, fCounted: -1.56, fSole: 0.69, fThousand: 0.04,
	}
	crossModel = model{
		fBias: 0.11, fAlone: 0.11, fLength: -1.70, fWords: -0.92, fUnit: -0.60, fUnitOff: -0.33, fRole: 1.14, fRivals: -3.93, fAnchors: -0.30, fOrder: 0.85, fPlace: -0.69, fRatio: 0.94, fSmall: 0.54, fMargin: 0.16, fLink: 0.11, fThirdOld: 1.16, fScale: -1.05, fCounted: 0.86, fSole: -0.05, fThousand: -1.74,
	}
)
