package claimfile

func (x *fhirDiagnosis) decode(d *pull) {
	*x = fhirDiagnosis{codings: x.codings[:0], types: x.types[:0]}
	if !d.begin('{') {
		return
	}
	for d.more('}') {
		switch string(d.key()) {
		case "sequence":
			x.sequence = d.whole()
		case "diagnosisCodeableConcept":
			concept(d, &x.codings)
		case "type":
			concept(d, &x.types)
		case "onAdmission":
			x.poa = firstCode(d)
		case "extension":
			if p := extensionPOA(d); p != nil {
				x.poa = p
			}
		default:
			d.skip()
		}
	}
}

// firstCode returns the code of the first coding of a concept.
func firstCode(d *pull) []byte {
	var list [4]fhirCoding
	codings := list[:0]
	concept(d, &codings)
	if len(codings) == 0 {
		return nil
	}
	return codings[0].code
}

// extensionPOA finds the present-on-admission indicator where Blue Button puts
// it, in an extension whose URL holds the variable's name.
func extensionPOA(d *pull) (poa []byte) {
	each(d, func() {
		var url, code []byte
		fields(d, func(key string) {
			switch key {
			case "url":
				url = d.text()
			case "valueCoding":
				code = coding1(d).code
			default:
				d.skip()
			}
		})
		if contains(url, "clm_poa_ind_sw") || contains(url, "clm_e_poa_ind_sw") {
			poa = code
		}
	})
	return poa
}

func (x *fhirProcedure) decode(d *pull) {
	*x = fhirProcedure{codings: x.codings[:0]}
	if !d.begin('{') {
		return
	}
	for d.more('}') {
		switch string(d.key()) {
		case "sequence":
			x.sequence = d.whole()
		case "date":
			x.date = d.text()
		case "procedureCodeableConcept":
			concept(d, &x.codings)
		default:
			d.skip()
		}
	}
}

func (x *fhirMember) decode(d *pull) {
	*x = fhirMember{}
	if !d.begin('{') {
		return
	}
	for d.more('}') {
		switch string(d.key()) {
		case "sequence":
			x.sequence = d.whole()
		case "provider":
			x.provider.npi, _ = reference(d)
		case "role":
			x.role = firstCode(d)
		case "qualification":
			if c := firstCode(d); len(c) == 10 {
				x.provider.taxonomy = c
			}
		default:
			d.skip()
		}
	}
}

func (x *fhirInfo) decode(d *pull) {
	*x = fhirInfo{}
	if !d.begin('{') {
		return
	}
	for d.more('}') {
		switch string(d.key()) {
		case "category":
			x.category = firstCode(d)
		case "code":
			x.code = firstCode(d)
		case "timingDate":
			x.start = d.text()
			x.end = x.start
		case "timingPeriod":
			x.start, x.end = period(d)
		case "valueString":
			x.text = d.text()
		default:
			d.skip()
		}
	}
}

func (x *fhirItem) decode(d *pull) {
	*x = fhirItem{
		diagnoses: x.diagnoses[:0], team: x.team[:0], revenue: x.revenue[:0], service: x.service[:0],
		modifiers: x.modifiers[:0], place: x.place[:0],
	}
	if !d.begin('{') {
		return
	}
	for d.more('}') {
		switch string(d.key()) {
		case "sequence":
			x.sequence = d.whole()
		case "diagnosisSequence":
			numbers(d, &x.diagnoses)
		case "careTeamSequence":
			numbers(d, &x.team)
		case "revenue":
			concept(d, &x.revenue)
		case "productOrService", "service": // the second is the name in STU3
			concept(d, &x.service)
		case "modifier":
			concept(d, &x.modifiers)
		case "servicedDate":
			x.start = d.text()
		case "servicedPeriod":
			x.start, x.end = period(d)
		case "locationCodeableConcept":
			concept(d, &x.place)
		case "quantity":
			x.quantity = money(d)
		case "net":
			x.net = money(d)
		case "adjudication":
			each(d, func() {
				if category, amount := adjudication(d); category == "submitted" {
					x.submitted = amount
				}
			})
		default:
			d.skip()
		}
	}
}

func numbers(d *pull, to *[]int) {
	if d.begin('[') {
		for d.more(']') {
			*to = append(*to, d.whole())
		}
	}
}
