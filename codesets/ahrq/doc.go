// Package ahrq reads the classifications that AHRQ makes of ICD-10-CM
// diagnoses: the Clinical Classifications Software Refined (CCSR), the
// Chronic Condition Indicator Refined (CCIR) and the Elixhauser comorbidity
// measures.
//
// Start with [ParseCCSR], [ParseCCIR] and [ParseElixhauser]. AHRQ asks for
// citation: Healthcare Cost and Utilization Project (HCUP).
package ahrq
