"""Compile FHIR Shorthand instances of ExplanationOfBenefit to JSON, as far as
the examples of CARIN Blue Button need it: paths with soft indices and slices,
indented rules, codes, references. Usage: shorthand.py FILE, prints the JSON."""
import json
import re
import sys

ARRAYS = {
    "identifier", "diagnosis", "procedure", "careTeam", "supportingInfo", "insurance", "item", "adjudication", "total", "type@diagnosis",
    "type@procedure", "modifier", "diagnosisSequence", "careTeamSequence", "profile", "coding", "extension", "related", "processNote", "detail",
}
SYSTEMS = {
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm", "ICD10": "http://www.cms.gov/Medicare/Coding/ICD10", "cpt": "http://www.ama-assn.org/go/cpt",
    "CPT": "http://www.ama-assn.org/go/cpt", "HCPCS": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "FDANationalDrugCode": "http://hl7.org/fhir/sid/ndc", "HL7DataAbsentReason": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
}
CONCEPTS = {
    "type", "subType", "category", "code", "reason", "role", "qualification", "revenue", "productOrService", "modifier", "locationCodeableConcept",
    "diagnosisCodeableConcept", "procedureCodeableConcept", "onAdmission", "bodySite", "subSite", "priority", "programCode", "relationship",
}


def value(text, name):
    """The JSON of what stands right of "="."""
    m = re.match(r'([^\s"(]*)#("[^"]*"|\S+)', text)
    if m:
        system, word = m[1].lstrip("$"), m[2].strip('"')
        if not system.startswith("http"):
            system = SYSTEMS.get(system, "http://example.org/" + system)
        coding = {"system": system, "code": word} if m[1] else {"code": word}
        if name in CONCEPTS:
            return {"coding": [coding]}
        return coding if name.startswith("value") else word
    if text.startswith("Reference("):
        return {"reference": re.match(r"Reference\(([^)]*)", text)[1]}
    if text.startswith("Canonical("):
        return text[10:-1]
    if text[0] == '"':
        return text[1:text.rindex('"')]
    try:
        return json.loads(text.split()[0])
    except json.JSONDecodeError:
        return text


class Compiler:
    """Keeps where each slice of each array stands, and the last index used."""

    def __init__(self):
        self.root, self.slices, self.last, self.sizes = {"resourceType": "ExplanationOfBenefit"}, {}, {}, {}

    def index(self, path, brackets):
        slice_, number = "", None
        for b in brackets:
            if b in "+=" or b.isdigit():
                number = b
            else:
                slice_ = b
        key = (path, slice_)
        if number == "+":
            self.last[key] = self.last.get(key, -1) + 1
        elif number is not None and number != "=":
            self.last[key] = int(number)
        n = self.last.setdefault(key, 0)
        if (key, n) not in self.slices:
            self.slices[key, n] = self.sizes.get(path, 0)
            self.sizes[path] = self.slices[key, n] + 1
        return self.slices[key, n]

    def put(self, rule_path, text):
        """Set a path to a value; without one, only move its soft indices on."""
        at, path, parent = self.root, "", ""
        parts = re.findall(r"[\w]+(?:\[[^\]]*\])*", rule_path)
        for i, part in enumerate(parts):
            name, brackets = re.match(r"\w+", part)[0], re.findall(r"\[([^\]]*)\]", part)
            last = i == len(parts) - 1
            path += "." + name
            if name in ARRAYS or name + "@" + parent in ARRAYS:
                n = self.index(path, brackets)
                path += "[%d]" % n
                array = at.setdefault(name, [])
                while len(array) <= n:
                    array.append({})
                if last and text:
                    array[n] = value(text, name)
                at = array[n]
            elif last and text:
                at[name] = value(text, name)
            else:
                at = at.setdefault(name, {})
            parent = name


def compile(content):
    c, outer = Compiler(), ""
    for raw in content.splitlines():
        m = re.match(r"(\s*)\* (.*)", raw)
        if not m:
            continue
        path, _, text = (s.strip() for s in m[2].partition(" = "))
        if m[1]:
            path = outer + "." + path
        elif not text:
            outer = path.rstrip(".").replace("[+]", "[=]")
        c.put(path, text)
    return c.root


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as f:
        print(json.dumps(compile(f.read())))
