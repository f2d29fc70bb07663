"""Read the claims of 837 files with pyx12, another parser, and print one JSON
object a claim, for comparison. Usage: reference.py FILE..."""
import json
import sys

import pyx12.x12file


def composite(seg, element):
    """The components of element n, as pyx12 cuts them."""
    out = []
    for i in range(1, 13):
        v = seg.get_value("%02d-%d" % (element, i))
        if v is None:
            break
        out.append(v)
    while out and not out[-1]:
        out.pop()
    return out


def claims(path):
    reader = pyx12.x12file.X12Reader(path)
    claim = line = None
    for seg in reader:
        tag = seg.get_seg_id()
        if tag == "CLM":
            if claim:
                yield claim
            claim = {"id": seg.get_value("01"), "total": seg.get_value("02"), "dx": [], "procedures": [], "lines": []}
            line = None
        elif claim is None:
            continue
        elif tag in ("HL", "SE"):
            yield claim
            claim = line = None
        elif tag == "HI":
            for i in range(1, 13):
                c = composite(seg, i)
                if len(c) > 1 and c[0] in ("ABK", "BK", "ABF", "BF"):
                    claim["dx"].append(c[1])
                elif len(c) > 1 and c[0] in ("BBR", "BR", "BBQ", "BQ"):
                    claim["procedures"].append(c[1])
        elif tag in ("SV1", "SV2", "SV3"):
            at = 2 if tag == "SV2" else 1
            c = composite(seg, at)
            charge = seg.get_value("%02d" % (at + 1))
            units = seg.get_value({"SV1": "04", "SV2": "05", "SV3": "06"}[tag])
            ptr = composite(seg, 7) if tag == "SV1" else []
            line = {"code": c[1] if len(c) > 1 else "", "modifiers": [m for m in c[2:6] if m], "charge": charge or "",
                    "units": units or "", "pointers": ptr, "revenue": seg.get_value("01") if tag == "SV2" else ""}
            claim["lines"].append(line)
    if claim:
        yield claim


for name in sys.argv[1:]:
    for c in claims(name):
        c["file"] = name
        print(json.dumps(c))
