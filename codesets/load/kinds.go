package load

import "slices"

// Kinds returns every kind of official file that is recognised. The package
// documentation says how to add one.
func Kinds() []Kind {
	return slices.Concat(
		icd10cmKinds(),
		icd10pcsKinds(),
		hcpcsKinds(),
		cptKinds(),
		ncciKinds(),
		claimKinds(),
		diagnosisKinds(),
		gemKinds(),
		riskKinds(),
		drgKinds(),
	)
}
