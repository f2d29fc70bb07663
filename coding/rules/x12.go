package rules

import "github.com/medcode-cli/medcode/coding"

// x12Rules report what the reader of an 837 found in its segments. The SNIP
// types are those of the WEDI white paper on transaction compliance.
var x12Rules = []coding.Rule{
	{
		ID: "x12-syntax", Severity: coding.Reject, Check: coding.FromReader,
		Doc: coding.Doc{
			Title:  "A segment breaks the syntax of X12 or the order of the 837",
			Text:   "The widths and separators of ISA; segments that do not belong where they stand; elements of the wrong type, length or date form; qualifiers that the guide does not list; levels (HL) that do not count on or hang below the wrong one; a segment without its terminator. A 999 answers these with IK3 and IK4. The finding names the segment, counted from ISA, the element and the component.",
			Bad:    `DTP*472*D8*20260231~`,
			Good:   `DTP*472*D8*20260228~`,
			Source: "ASC X12.5 and X12.6 (SNIP type 1); ASC X12N 005010X222A1, X223A2, X224A2 (SNIP type 2)",
			Limits: "Versions before 005010 are read, their segments are not checked. Conditions between elements (\"if SVD03-7 then…\") are checked where a date form or a balance depends on them.",
		},
	},
	{
		ID: "x12-control", Severity: coding.Reject, Check: coding.FromReader,
		Doc: coding.Doc{
			Title:  "Header and trailer of an envelope do not match",
			Text:   "ISA13 and IEA02, GS06 and GE02, ST02 and SE02 are the same number; every header has its trailer; a control number of a transaction set is used once in a group. A receiver returns the interchange (TA1), the group or the transaction set.",
			Bad:    `ST*837*0001*005010X222A1~ … SE*25*0009~`,
			Good:   `ST*837*0001*005010X222A1~ … SE*25*0001~`,
			Source: "ASC X12.5 and X12.6 (SNIP type 1); ASC X12C 005010X231A1, IK502, AK905; TA105",
		},
	},
	{
		ID: "x12-count", Severity: coding.Reject, Check: coding.FromReader,
		Doc: coding.Doc{
			Title:  "A trailer counts wrong",
			Text:   "SE01 is the number of segments of the transaction set, ST and SE among them; GE01 that of the transaction sets of the group; IEA01 that of the groups of the interchange. The finding gives the right number.",
			Bad:    `SE*24*0001~ behind 25 segments`,
			Good:   `SE*25*0001~ behind 25 segments`,
			Source: "ASC X12.6 (SNIP type 1); ASC X12C 005010X231A1, IK502, AK905",
		},
	},
	{
		ID: "x12-required", Severity: coding.Reject, Check: coding.FromReader,
		Doc: coding.Doc{
			Title:  "A loop, segment or element that the guide requires is missing",
			Text:   "What the guides of the 837P, 837I and 837D mark as required: submitter, receiver, billing provider with address and tax number, subscriber, payer, claim, principal diagnosis, service lines and their dates, the address, birth date and sex of a subscriber who is the patient (SBR02 is 18), and the elements of each segment. The finding stands where the loop begins that lacks it.",
			Bad:    `a claim (CLM) without HI`,
			Good:   `CLM*A1*80***11:B:1*Y*A*Y*Y~ HI*ABK:J069~`,
			Source: "ASC X12N 005010X222A1, X223A2, X224A2, usage \"required\" (SNIP type 2)",
			Limits: "Other situational loops are not asked for, since their condition is a matter of fact, not of syntax. A service date of an institutional line is not asked for.",
		},
	},
	{
		ID: "x12-codeset", Severity: coding.Reject, Check: coding.FromReader,
		Doc: coding.Doc{
			Title:  "A value is not in the outside code list of its element",
			Text:   "States and provinces (N402), countries (N404) and the form of claim adjustment reasons (CAS). Diagnoses, procedures, modifiers, places of service and revenue codes are judged by rules of their own, with the release of the date of service.",
			Bad:    `N4*SPRINGFIELD*ZZ*62701~`,
			Good:   `N4*SPRINGFIELD*IL*62701~`,
			Source: "USPS Publication 28, appendix B; ISO 3166-1; X12 code source 139 (SNIP type 5)",
			Limits: "Adjustment reasons are judged by their form: the list changes three times a year.",
		},
	},
	{
		ID: "x12-balance", Severity: coding.Reject, Check: coding.FromReader,
		Doc: coding.Doc{
			Title:  "What earlier payers paid and adjusted does not balance",
			Text:   "On a claim to a second payer, the charge of a line is what the earlier payer paid (SVD02) and adjusted (CAS) of it; what the payer paid of the claim (AMT*D) is what it paid of the lines less its adjustments of the claim. That lines add up to CLM02 is claim-charge-balance.",
			Bad:    `SV1*HC:99213*100*UN*1***1~ SVD*P1*60*HC:99213**1~ CAS*CO*45*30~`,
			Good:   `SV1*HC:99213*100*UN*1***1~ SVD*P1*60*HC:99213**1~ CAS*CO*45*40~`,
			Source: "ASC X12N 005010X222A1 and X223A2, section 1.4.4 (SNIP type 3)",
		},
	},
}
