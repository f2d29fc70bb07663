package rules

import (
	"github.com/medcode-cli/medcode/coding"
)

// fileRules report what the reader of the file found.
var fileRules = []coding.Rule{
	{
		ID: "claim-unreadable", Severity: coding.Reject, Check: unreadable,
		Doc: coding.Doc{
			Title:  "Part of the claim cannot be read",
			Text:   "A row, a segment or a value is not in the form of the file, or rows of one claim contradict each other. What could not be read is left out of the other rules. Rows that cannot be read at all are reported with --keep-going.",
			Bad:    `a CSV row with 7 fields under a header of 9`,
			Good:   `every row with the fields of the header`,
			Fix:    "correct it in the file, and check again",
			Source: "RFC 4180; ASC X12N 005010X222A1, X223A2; docs/claims.md",
		},
	},
	{
		ID: "date-invalid", Severity: coding.Reject, Check: coding.FromReader,
		Doc: coding.Doc{
			Title:  "A date is no day of the calendar",
			Text:   "Dates are read as 2024-07-01, 07/01/2024 or 20240701. A date that is none of these, or a day that does not exist, is left out and the rules that need it have no data.",
			Bad:    `a CSV row with the date 2024-02-30`,
			Good:   `a CSV row with the date 2024-02-29`,
			Fix:    "write the date as YYYY-MM-DD, MM/DD/YYYY or YYYYMMDD",
			Source: "ASC X12N 005010X222A1, data element 1251",
		},
	},
}

// readerRules are the rules that look at the problems of readers themselves.
var readerRules = map[string]bool{
	"date-invalid": true, "claim-age": true, "line-units": true, "line-dx-pointer": true,
	"x12-syntax": true, "x12-control": true, "x12-count": true, "x12-required": true, "x12-codeset": true,
	"x12-balance": true,
}

// unreadable reports the problems that no other rule reports.
func unreadable(p *coding.Prepared) coding.Outcome {
	return coding.ReaderProblems(p, func(id string) bool { return id == "claim-unreadable" || !readerRules[id] })
}
