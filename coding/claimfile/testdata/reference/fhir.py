"""Read the claims of FHIR files with Python's json and print one JSON object a
claim, for comparison. A file is one resource, a Bundle, one resource a line,
or FHIR Shorthand. Usage: fhir.py FILE..."""
import json
import sys

import shorthand

SUBMITTED = ("submitted", "https://bluebutton.cms.gov/resources/variables/line_sbmtd_chrg_amt",
             "https://bluebutton.cms.gov/resources/variables/rev_cntr_tot_chrg_amt")
SECOND = ("secondary", "other", "clinical", "discharge", "differential")
APART = ("admitting", "patientreasonforvisit", "externalcauseofinjury", "externalcause", "external-cause", "FIRSTEXTERNAL")


def codings(concept):
    for c in concept if isinstance(concept, list) else [concept or {}]:
        yield from c.get("coding", [])


def code(concept, *systems):
    """The first code of one of the systems; of any when none is named."""
    for c in codings(concept):
        if c.get("code") and (not systems or any(s in c.get("system", "").lower() for s in systems)):
            return c["code"]
    return ""


def diagnoses(resource):
    """The diagnoses a line can point to, the principal one first."""
    listed = []
    for i, d in enumerate(resource.get("diagnosis", [])):
        types = [c.get("code") for c in codings(d.get("type"))]
        principal = "principal" in types or "PRINCIPAL" in types
        if not principal and not set(types) & set(SECOND) and set(types) & set(APART):
            continue
        if code(d.get("diagnosisCodeableConcept"), "icd-10", "icd-9"):
            listed.append((d["sequence"], i, principal, code(d["diagnosisCodeableConcept"], "icd-10", "icd-9")))
    first = next((d for d in listed if d[2]), None)
    return sorted(listed, key=lambda d: (d is not first, d[0]))


def submitted(adjudications):
    for a in adjudications:
        if any(c.get("code") in SUBMITTED for c in codings(a.get("category"))):
            return a.get("amount", {}).get("value", "")
    return None


def line(item, order):
    service = item.get("productOrService", item.get("service"))
    charge = submitted(item.get("adjudication", []))
    if charge is None:
        charge = item.get("net", {}).get("value", "")
    procedure = code(service, "cpt", "hcpcs")
    if not procedure:
        procedure = next((c["code"] for c in codings(service) if c.get("code") and not any(
            s in c.get("system", "") for s in ("ndc", "data-absent-reason", "icd"))), "")
    return {"code": procedure, "modifiers": [c["code"] for c in codings(item.get("modifier")) if c.get("code")], "charge": str(charge),
            "units": str(item.get("quantity", {}).get("value", "")), "revenue": code(item.get("revenue")),
            "pointers": [str(order.index(s) + 1) for s in item.get("diagnosisSequence", [])]}


def claim(resource):
    dx = diagnoses(resource)
    order = [d[0] for d in dx]
    total = resource.get("total", resource.get("totalCost", {}))  # the second is the name in STU3
    total = submitted(total) if isinstance(total, list) else total.get("value", "")
    return {"total": "" if total is None else str(total), "dx": [d[3] for d in dx],
            "procedures": [code(p.get("procedureCodeableConcept")) for p in resource.get("procedure", [])],
            "lines": [line(i, order) for i in resource.get("item", [])]}


def resources(path):
    with open(path, encoding="utf-8") as f:
        content = f.read()
    if path.endswith(".fsh"):
        yield shorthand.compile(content)
        return
    decoder, at = json.JSONDecoder(parse_float=str, parse_int=lambda s: s if len(s) > 9 else int(s)), 0
    while at < len(content):
        resource, at = decoder.raw_decode(content, at)
        yield from (e["resource"] for e in resource.get("entry", [])) if resource.get("resourceType") == "Bundle" else [resource]
        while at < len(content) and content[at].isspace():
            at += 1


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for r in resources(name):
            if r.get("resourceType") in ("Claim", "ExplanationOfBenefit"):
                print(json.dumps(claim(r)))
