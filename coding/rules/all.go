package rules

import (
	"slices"

	"github.com/medcode-cli/medcode/coding"
)

// All returns every rule in the order in which they run: what the file says,
// format, dates, validity of codes, the diagnoses together, lines, modifiers,
// NCCI edits, place of service, the claim as a whole. A rule stands behind
// those it comes after.
func All() []coding.Rule {
	return slices.Concat(
		fileRules,
		x12Rules,
		claimRules,
		dateRules,
		dxQualifierRules,
		dxDateRules,
		dxSeventhRules,
		dxCodeRules,
		dxFirstRules,
		dxManifestationRules,
		dxSequenceRules,
		dxExcludesRules,
		dxEpisodeRules,
		dxSideRules,
		dxPairRules,
		dxChapterRules,
		dxPregnancyRules,
		dxPoisoningRules,
		dxMCERules,
		lineCodeRules,
		lineRules,
		coverageRules,
		modifierFormRules,
		modifierRules,
		feeModifierRules,
		ptpRules,
		feeRules,
		globalRules,
		mueRules,
		aocRules,
		posRules,
		feePlaceRules,
		ubRules,
		pxRules,
		poaRules,
		historyRules,
	)
}
