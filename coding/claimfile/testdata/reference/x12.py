"""Read the claims of 837 files with another parser and print one JSON object a
claim, for comparison; with --time the number of claims and the seconds taken.
Usage: x12.py [--time] pyx12|linuxforhealth FILE..."""
import importlib
import json
import sys
import time

DX = ("ABK", "BK", "ABF", "BF")
PROCEDURES = ("BBR", "BR", "BBQ", "BQ")


def health(claim, parts):
    """Take one composite of an HI segment over."""
    if len(parts) > 1 and parts[0] in DX:
        claim["dx"].append(parts[1])
    elif len(parts) > 1 and parts[0] in PROCEDURES:
        claim["procedures"].append(parts[1])


def service(parts, charge, units, pointers, revenue):
    """Make one service line of its composite procedure and the rest."""
    return {"code": parts[1] if len(parts) > 1 else "", "modifiers": [m for m in parts[2:6] if m], "charge": charge,
            "units": units, "pointers": pointers, "revenue": revenue}


def composite(seg, element):
    """The components of an element, as pyx12 cuts them."""
    out = []
    for i in range(1, 13):
        v = seg.get_value("%02d-%d" % (element, i))
        if v is None:
            break
        out.append(v)
    while out and not out[-1]:
        out.pop()
    return out


def pyx12_claims(path):
    import pyx12.x12file

    claim = None
    for seg in pyx12.x12file.X12Reader(path):
        tag = seg.get_seg_id()
        if tag in ("CLM", "HL", "SE") and claim:
            yield claim
            claim = None
        if tag == "CLM":
            claim = {"id": seg.get_value("01"), "total": seg.get_value("02"), "dx": [], "procedures": [], "lines": []}
        elif claim is None:
            continue
        elif tag == "HI":
            for i in range(1, 13):
                health(claim, composite(seg, i))
        elif tag in ("SV1", "SV2", "SV3"):
            at = 2 if tag == "SV2" else 1
            units = seg.get_value({"SV1": "04", "SV2": "05", "SV3": "06"}[tag])
            claim["lines"].append(service(
                composite(seg, at), seg.get_value("%02d" % (at + 1)) or "", units or "",
                composite(seg, 7) if tag == "SV1" else [], seg.get_value("01") if tag == "SV2" else ""))
    if claim:
        yield claim


def as_list(v):
    return v if isinstance(v, list) else [] if v is None else [v]


def cut(v):
    """The components of a value that the models keep as a text or a list."""
    return v if isinstance(v, list) else (v or "").split(":") if v else []


def text(v):
    return "" if v is None else str(v)


def linuxforhealth_claims(path):
    from linuxforhealth.x12.io import X12ModelReader

    with X12ModelReader(path) as reader:
        for model in reader.models():
            for billing in model.loop_2000a:
                for subscriber in billing.loop_2000b:
                    for level in [subscriber] + as_list(subscriber.loop_2000c):
                        for loop in as_list(level.loop_2300):
                            yield model_claim(loop)


def model_claim(loop):
    clm = loop.clm_segment
    claim = {"id": clm.patient_control_number, "total": text(clm.total_claim_charge_amount), "dx": [], "procedures": [], "lines": []}
    for hi in as_list(loop.hi_segment):
        for i in range(1, 13):
            health(claim, cut(getattr(hi, "health_care_code_%d" % i)))
    for line in as_list(loop.loop_2400):
        if getattr(line, "sv1_segment", None):
            s = line.sv1_segment
            parts, pointers, revenue = cut(s.product_service_id_qualifier), cut(s.composite_diagnosis_code_pointer), ""
        else:
            s = line.sv2_segment
            parts, pointers, revenue = cut(s.composite_medical_procedure_identifier), [], text(s.service_line_revenue_code)
        claim["lines"].append(service(parts, text(s.line_item_charge_amount), text(s.service_unit_count), [text(p) for p in pointers], revenue))
    return claim


if __name__ == "__main__":
    args = sys.argv[1:]
    timed = args[0] == "--time"
    parser, *names = args[timed:]
    read = {"pyx12": pyx12_claims, "linuxforhealth": linuxforhealth_claims}[parser]
    importlib.import_module({"pyx12": "pyx12.x12file", "linuxforhealth": "linuxforhealth.x12.io"}[parser])
    begin = time.perf_counter()
    n = 0
    for name in names:
        for c in read(name):
            n += 1
            if not timed:
                print(json.dumps(c))
    if timed:
        print(n, time.perf_counter() - begin)
