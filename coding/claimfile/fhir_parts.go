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
			d.concept(&x.codings)
		case "type":
			d.concept(&x.types)
		case "onAdmission":
			x.poa = d.firstCode()
		case "extension":
			if p := d.extensionPOA(); p != nil {
				x.poa = p
			}
		default:
			d.skip()
		}
	}
}

// firstCode returns the code of the first coding of a concept.
func (d *pull) firstCode() []byte {
	var list [4]fhirCoding
	codings := list[:0]
	d.concept(&codings)
	if len(codings) == 0 {
		return nil
	}
	return codings[0].code
}

// extensionPOA finds the present-on-admission indicator where Blue Button puts
// it, in an extension whose URL holds the variable's name.
func (d *pull) extensionPOA() (poa []byte) {
	d.array(func() {
		var url, code []byte
		d.object(func(key string) {
			switch key {
			case "url":
				url = d.text()
			case "valueCoding":
				code = d.coding().code
			default:
				d.skip()
			}
		})
		if hasText(url, "clm_poa_ind_sw") || hasText(url, "clm_e_poa_ind_sw") {
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
			d.concept(&x.codings)
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
			x.provider.npi, _ = d.reference()
		case "role":
			x.role = d.firstCode()
		case "qualification":
			if c := d.firstCode(); len(c) == 10 {
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
			x.category = d.firstCode()
		case "code":
			x.code = d.firstCode()
		case "timingDate":
			x.start = d.text()
			x.end = x.start
		case "timingPeriod":
			x.start, x.end = d.period()
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
			d.numbers(&x.diagnoses)
		case "careTeamSequence":
			d.numbers(&x.team)
		case "revenue":
			d.concept(&x.revenue)
		case "productOrService", "service": // the second is the name in STU3
			d.concept(&x.service)
		case "modifier":
			d.concept(&x.modifiers)
		case "servicedDate":
			x.start = d.text()
		case "servicedPeriod":
			x.start, x.end = d.period()
		case "locationCodeableConcept":
			d.concept(&x.place)
		case "quantity":
			x.quantity = d.money()
		case "net":
			x.net = d.money()
		case "adjudication":
			d.array(func() {
				if category, amount := d.adjudication(); category == "submitted" {
					x.submitted = amount
				}
			})
		default:
			d.skip()
		}
	}
}

func (d *pull) numbers(to *[]int) {
	if d.begin('[') {
		for d.more(']') {
			*to = append(*to, d.whole())
		}
	}
}
