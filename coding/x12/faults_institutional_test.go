package x12

import (
	"fmt"
	"strings"
	"testing"
)

// TestFaultsInstitutional puts one fault at a time into the valid 837I.
func TestFaultsInstitutional(t *testing.T) {
	for _, f := range []fault{
		{"segment count", 46, "SE*44", "SE*45", "x12-count segment 46, SE01", "4"},
		{"set control number", 46, "*0001", "*0002", "x12-control segment 46, SE02", "3"},
		{"group count", 47, "GE*1", "GE*0", "x12-count segment 47, GE01", "5"},
		{"group control number", 47, "*8", "*9", "x12-control segment 47, GE02", "4"},
		{"interchange count", 48, "IEA*1", "IEA*0", "x12-count segment 48, IEA01", "021"},
		{"interchange control number", 48, "000000008", "000000009", "x12-control segment 48, IEA02", "001"},
		{"wrong guide", 3, "005010X223A2", "005010X222A1", "x12-syntax segment 3, ST03", "I6"},
		{"no statement dates", 23, "", "", "x12-required segment 21, DTP", "3"},
		{"no CL1", 25, "", "", "x12-required segment 21, CL1", "3"},
		{"no diagnoses", 27, "HI*ABK", "HI*ABF", "x12-required segment 21, HI", "3"},
		{"no attending", 36, "", "", "x12-syntax segment 36, PRV", "2"},
		{"no service", 40, "", "", "x12-required segment 39, SV2", "3"},
		{"no LX", 39, "", "", "x12-required segment 39, LX", "3"},
		{"service of the 837P", 40, "SV2*0120**6000*DA*3", "SV1*HC:99213*6000*UN*1", "x12-required segment 39, SV2", "3"},
		{"no revenue code", 40, "*0120*", "**", "x12-required segment 40, SV201", "1"},
		{"wrong unit", 40, "*DA*", "*ZZ*", "x12-syntax segment 40, SV204", "7"},
		{"no units", 40, "*DA*3", "*DA", "x12-required segment 40, SV205", "1"},
		{"charge no number", 42, "*1000*", "*1OOO*", "x12-syntax segment 42, SV203", "6"},
		{"wrong procedure qualifier", 42, "HC:", "HX:", "x12-syntax segment 42, SV202-1", "7"},
		{"bad statement day", 23, "20260404", "20260431", "x12-syntax segment 23, DTP03", "8"},
		{"bad hour", 24, "0930", "2560", "x12-syntax segment 24, DTP03", "8"},
		{"bad discharge hour", 22, "1130", "1190", "x12-syntax segment 22, DTP03", "8"},
		{"bad day of a procedure", 30, "20260402", "20260230", "x12-syntax segment 30, HI01-4", "8"},
		{"bad span of an occurrence", 32, "20260402-20260403", "20260402", "x12-syntax segment 32, HI01-4", "8"},
		{"wrong qualifier of a value", 34, "BE:", "BZZ:", "x12-syntax segment 34, HI01-1", "7"},
		{"wrong POA indicator", 27, ":Y~", ":Q~", "x12-syntax segment 27, HI01-9", "7"},
		{"no address of the patient", 17, "", "", "x12-required segment 16, N3", "3"},
		{"no birth date of the patient", 19, "", "", "x12-required segment 16, DMG", "3"},
		{"frequency missing", 21, "11:A:1", "11:A", "x12-required segment 21, CLM05-3", "1"},
		{"party of the 837P", 36, "NM1*71", "NM1*DQ", "x12-syntax segment 36, NM101", "7"},
		{"dates of the 837P", 43, "DTP*472", "DTP*454", "x12-syntax segment 43, DTP01", "7"},
	} {
		t.Run(f.name, func(t *testing.T) { f.run(t, sampleOf(t, "institutional.837")) })
	}
}

// TestEverySegmentMissing takes out one segment at a time and counts the rest
// right again: what the guide requires is missed, and named where its loop
// begins or where what follows it no longer fits. What is situational may go.
func TestEverySegmentMissing(t *testing.T) {
	for name, may := range map[string]string{
		"professional.837":  " 9:PRV 17:N3 18:N4 19:DMG 28:REF 31:PRV 33:AMT 40:REF ", // the subscriber's address: the patient is another
		"institutional.837": " 9:PRV 22:DTP 24:DTP 26:REF 28:HI 29:HI 30:HI 31:HI 32:HI 33:HI 34:HI 35:HI 37:PRV 38:NM1 43:DTP ",
	} {
		whole := sampleOf(t, name)
		for i, removed := range whole {
			id, _, _ := strings.Cut(removed, "*")
			switch id {
			case "ISA", "GS", "ST", "SE", "GE", "IEA":
				continue // in the tables of faults
			}
			in := append([]string{}, whole...)
			in[i] = ""
			for k := i; k < len(in); k++ {
				if strings.HasPrefix(in[k], "SE*") {
					var n int
					if _, err := fmt.Sscanf(in[k], "SE*%d", &n); err != nil {
						t.Fatal(err)
					}
					in[k] = strings.Replace(in[k], fmt.Sprintf("SE*%d", n), fmt.Sprintf("SE*%d", n-1), 1)
					break
				}
			}
			all := issues(t, strings.Join(in, ""), AllSNIP)
			silent := strings.Contains(may, fmt.Sprintf(" %d:%s ", i+1, id))
			if silent != (len(all) == 0) {
				t.Errorf("%s without segment %d, %s: silent = %v, want %v\n%s", name, i+1, strings.TrimSpace(removed), len(all) == 0, silent, list(all))
			}
		}
	}
}
