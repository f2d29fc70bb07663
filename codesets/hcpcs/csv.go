package hcpcs

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
)

// CSVColumns are the columns by which the CSV form is known.
var CSVColumns = []string{"hcpc", "recid", "long description", "short description"}

// ParseCSV reads the contractor file as CSV, the sheet that CMS publishes as
// XLSX: the fields of ParseFixed as columns HCPC, SEQNUM, RECID, LONG
// DESCRIPTION, SHORT DESCRIPTION, PRICE1-4, MULT_PI, CIM1-3, MCM1-3, STATUTE,
// LABCERT1-8, XREF1-5, COV, ASC_GRP, ASC_DT, OPPS, OPPS_PI, OPPS_DT, PROCNOTE,
// BETOS, TOS1-5, ANEST_BU, ADD DT, ACT EFF DT, TERM DT, ACTION CD. It returns
// every row, or a *codesets.ParseError at the first bad line.
func ParseCSV(r io.Reader) ([]Row, error) {
	var rows []Row
	err := delimited.Read(r, delimited.Format{Columns: CSVColumns}, func(rec delimited.Record) error {
		row, err := csvRow(rec)
		if err != nil {
			return err
		}
		if id := rec.Get("recid"); (id == "4" || id == "8") && len(rows) > 0 && rows[len(rows)-1].Code == row.Code {
			last := &rows[len(rows)-1]
			last.Long = strings.TrimSpace(last.Long + " " + row.Long)
			return nil
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func csvRow(rec delimited.Record) (Row, error) {
	get := func(names ...string) []string {
		values := make([]string, len(names))
		for i, n := range names {
			values[i] = rec.Get(n)
		}
		return list(values...)
	}
	id := rec.Get("recid")
	row := Row{
		Code: strings.ToUpper(rec.Get("hcpc")), Modifier: id == "7" || id == "8",
		Long: rec.Get("long description"), Short: rec.Get("short description"),
		Pricing: get("price1", "price2", "price3", "price4"), Multiple: rec.Get("mult pi"),
		CIM: get("cim1", "cim2", "cim3"), MCM: get("mcm1", "mcm2", "mcm3"), Statute: rec.Get("statute"),
		LabCerts: get("labcert1", "labcert2", "labcert3", "labcert4", "labcert5", "labcert6", "labcert7", "labcert8"),
		Xrefs:    get("xref1", "xref2", "xref3", "xref4", "xref5"),
		Coverage: rec.Get("cov"), ASC: rec.Get("asc grp"), Group: rec.Get("opps"), GroupPay: rec.Get("opps pi"),
		Note: rec.Get("procnote"), BETOS: rec.Get("betos"), TOS: get("tos1", "tos2", "tos3", "tos4", "tos5"),
		BaseUnits: rec.Get("anest bu"), Action: rec.Get("action cd"),
	}
	for _, d := range []struct {
		column string
		to     *codesets.Date
	}{
		{"asc dt", &row.ASCDate},
		{"opps dt", &row.GroupDate},
		{"add dt", &row.Added},
		{"act eff dt", &row.ActionDay},
		{"term dt", &row.End},
	} {
		var err error
		if *d.to, err = date(rec.Get(d.column)); err != nil {
			return Row{}, rec.Errorf(d.column, "%w", err)
		}
	}
	if err := row.check(); err != nil {
		return Row{}, rec.Errorf("hcpc", "%w", err)
	}
	return row, nil
}
