"""Read the claims of CMS research files (RIF, as CSV) with Python's csv and
print one JSON object a claim, for comparison. Usage: flat.py FILE..."""
import csv
import json
import sys


def filled(row, *names):
    return [row[n].strip() for n in names if row.get(n, "").strip()]


def unique(values):
    return list(dict.fromkeys(values))


def numbered(row, name):
    return filled(row, *(name + str(i) for i in range(1, 26)))


def line(row, dx, carrier):
    own = filled(row, "LINE_ICD_DGNS_CD")
    return {
        "code": row.get("HCPCS_CD", "").strip(),
        "modifiers": filled(row, *("HCPCS_%s_MDFR_CD" % n for n in ("1ST", "2ND", "3RD", "4TH"))),
        "charge": row.get("LINE_SBMTD_CHRG_AMT" if carrier else "REV_CNTR_TOT_CHRG_AMT", "").strip(),
        "units": row.get("LINE_SRVC_CNT" if carrier else "REV_CNTR_UNIT_CNT", "").strip(),
        "pointers": [str(dx.index(c) + 1) for c in own], "revenue": row.get("REV_CNTR", "").strip(),
    }


def claims(path):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f, delimiter="|"))
    by_claim = {}
    for row in rows:
        by_claim.setdefault(row["CLM_ID"], []).append(row)
    for number, lines in by_claim.items():
        first = lines[0]
        carrier = "LINE_NUM" in first
        dx = unique(filled(first, "PRNCPAL_DGNS_CD") + numbered(first, "ICD_DGNS_CD"))
        for row in lines:
            dx = unique(dx + filled(row, "LINE_ICD_DGNS_CD"))
        # The row of revenue code 0001 sums a claim up; where it is the only
        # row it is the line there is.
        kept = [r for r in lines if r.get("REV_CNTR", "").strip() != "0001" or filled(r, "HCPCS_CD")] or lines
        yield {"id": number, "total": (filled(first, "NCH_CARR_CLM_SBMTD_CHRG_AMT", "CLM_TOT_CHRG_AMT") or [""])[0], "dx": dx,
               "procedures": numbered(first, "ICD_PRCDR_CD"), "lines": [line(r, dx, carrier) for r in kept]}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for c in claims(name):
            print(json.dumps(c))
