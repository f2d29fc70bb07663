"""Time lookups with simple-icd-10-cm: python3 FILE < codes, one a line.

Prints the nanoseconds of one lookup (is it a code, its title, is it a leaf),
the best of five rounds over all codes, and the seconds the package takes to
be ready. BenchmarkLookupPython runs it.
"""

import sys
import time

begin = time.perf_counter()
import simple_icd_10_cm as cm

cm.is_valid_item("E11.9")  # the package may load its data when first asked
ready = time.perf_counter() - begin

codes = sys.stdin.read().split()
best = float("inf")
for _ in range(5):
    begin = time.perf_counter()
    for code in codes:
        if not cm.is_valid_item(code) or not cm.get_description(code):
            sys.exit("not found: " + code)
        cm.is_leaf(code)
    best = min(best, time.perf_counter() - begin)
print(best / len(codes) * 1e9, ready)
