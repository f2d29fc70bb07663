package claimfile

// A fhirResource is what this package takes from a Claim or an
// ExplanationOfBenefit of FHIR R4. Texts are bytes of the file and hold until
// the next resource; slices are used again.
type fhirResource struct {
	kind, id, ident  []byte
	types, subtypes  []fhirCoding
	patient, insurer []byte
	birth, gender    []byte
	start, end       []byte
	provider         fhirProvider
	facility         []byte
	total            []byte
	related          []byte
	diagnoses        []fhirDiagnosis
	procedures       []fhirProcedure
	team             []fhirMember
	info             []fhirInfo
	items            []fhirItem
}

type fhirCoding struct{ system, code []byte }

type fhirProvider struct{ npi, tin, taxonomy []byte }

type fhirDiagnosis struct {
	sequence int
	codings  []fhirCoding
	types    []fhirCoding
	poa      []byte
}

type fhirProcedure struct {
	sequence int
	date     []byte
	codings  []fhirCoding
}

type fhirMember struct {
	sequence int
	provider fhirProvider
	role     []byte
}

// fhirInfo is one supportingInfo: a category, a code and a period.
type fhirInfo struct {
	category   []byte
	code       []byte
	start, end []byte
	text       []byte
}

type fhirItem struct {
	sequence   int
	diagnoses  []int
	team       []int
	revenue    []fhirCoding
	service    []fhirCoding
	modifiers  []fhirCoding
	start, end []byte
	place      []fhirCoding
	quantity   []byte
	net        []byte
	submitted  []byte
}

func (r *fhirResource) reset() {
	*r = fhirResource{
		types: r.types[:0], subtypes: r.subtypes[:0], diagnoses: r.diagnoses[:0], procedures: r.procedures[:0],
		team: r.team[:0], info: r.info[:0], items: r.items[:0],
	}
}

// again returns one more element of s, with the room of an earlier one.
func again[T any](s *[]T) *T {
	n := len(*s)
	if n < cap(*s) {
		*s = (*s)[:n+1]
	} else {
		var zero T
		*s = append(*s, zero)
	}
	return &(*s)[n]
}

// decode reads a resource.
func (r *fhirResource) decode(d *pull) {
	r.reset()
	if !d.begin('{') {
		return
	}
	for d.more('}') {
		switch string(d.key()) {
		case "resourceType":
			r.kind = d.text()
		case "id":
			r.id = d.text()
		case "identifier":
			r.ident = identifiers(d, r.ident)
		case "type":
			concept(d, &r.types)
		case "subType":
			concept(d, &r.subtypes)
		case "patient":
			_, r.patient = reference(d)
		case "insurer":
			_, r.insurer = reference(d)
		case "facility":
			r.facility, _ = reference(d)
		case "provider":
			r.provider.npi, _ = reference(d)
		case "billablePeriod":
			r.start, r.end = period(d)
		case "total", "totalCost": // the second is the name in STU3
			r.decodeTotal(d)
		case "related":
			r.decodeRelated(d)
		case "contained":
			r.decodeContained(d)
		default:
			d.skip()
		case "diagnosis":
			each(d, func() { again(&r.diagnoses).decode(d) })
		case "procedure":
			each(d, func() { again(&r.procedures).decode(d) })
		case "careTeam":
			each(d, func() { again(&r.team).decode(d) })
		case "supportingInfo", "information":
			each(d, func() { again(&r.info).decode(d) })
		case "item":
			each(d, func() { again(&r.items).decode(d) })
		}
	}
}

// each calls f for every element of an array; f reads it.
func each(d *pull, f func()) {
	if d.begin('[') {
		for d.more(']') {
			f()
		}
	}
}

// fields calls f with every key of an object; f reads or skips the value.
func fields(d *pull, f func(key string)) {
	if d.begin('{') {
		for d.more('}') {
			f(string(d.key()))
		}
	}
}

// concept appends the codings of a CodeableConcept, or of an array of them.
func concept(d *pull, to *[]fhirCoding) {
	if d.space() == '[' {
		each(d, func() { concept(d, to) })
		return
	}
	if !d.begin('{') {
		return
	}
	for d.more('}') {
		if string(d.key()) != "coding" {
			d.skip()
			continue
		}
		if d.begin('[') {
			for d.more(']') {
				*to = append(*to, coding1(d))
			}
		}
	}
}

func coding1(d *pull) (c fhirCoding) {
	if !d.begin('{') {
		return c
	}
	for d.more('}') {
		switch string(d.key()) {
		case "system":
			c.system = d.text()
		case "code":
			c.code = d.text()
		default:
			d.skip()
		}
	}
	return c
}

// reference reads a Reference: the value of its identifier and what it points
// to, else how it is displayed.
func reference(d *pull) (value, target []byte) {
	var display []byte
	fields(d, func(key string) {
		switch key {
		case "identifier":
			value = npiOf(d)
		case "reference":
			target = d.text()
		case "display":
			display = d.text()
		default:
			d.skip()
		}
	})
	if target == nil {
		target = display
	}
	return value, target
}

func identifier(d *pull) (value []byte) {
	fields(d, func(key string) {
		if key == "value" {
			value = d.text()
		} else {
			d.skip()
		}
	})
	return value
}

// npiOf reads an identifier that is to be an NPI: one whose system says so, or
// which names no other and has ten digits.
func npiOf(d *pull) (value []byte) {
	var system []byte
	fields(d, func(key string) {
		switch key {
		case "system":
			system = d.text()
		case "value":
			value = d.text()
		default:
			d.skip()
		}
	})
	if contains(system, "us-npi") || len(system) == 0 && len(value) == 10 {
		return value
	}
	return nil
}

// identifiers keeps the first value of a list of identifiers.
func identifiers(d *pull, have []byte) []byte {
	each(d, func() {
		if v := identifier(d); have == nil {
			have = v
		}
	})
	return have
}

func period(d *pull) (start, end []byte) {
	fields(d, func(key string) {
		switch key {
		case "start":
			start = d.text()
		case "end":
			end = d.text()
		default:
			d.skip()
		}
	})
	return start, end
}

// money reads the value of a Money or a Quantity.
func money(d *pull) (value []byte) {
	fields(d, func(key string) {
		if key == "value" {
			value = d.number()
		} else {
			d.skip()
		}
	})
	return value
}

// decodeTotal reads the total of a Claim, a Money, or those of an
// ExplanationOfBenefit, of which the one submitted counts.
func (r *fhirResource) decodeTotal(d *pull) {
	if d.space() == '{' {
		r.total = money(d)
		return
	}
	each(d, func() {
		if category, amount := adjudication(d); category == "submitted" {
			r.total = amount
		}
	})
}

// adjudication reads a category and its amount.
func adjudication(d *pull) (category string, amount []byte) {
	var list [4]fhirCoding
	codings := list[:0]
	fields(d, func(key string) {
		switch key {
		case "category":
			concept(d, &codings)
		case "amount":
			amount = money(d)
		default:
			d.skip()
		}
	})
	for _, c := range codings {
		switch string(c.code) {
		case "submitted", "https://bluebutton.cms.gov/resources/variables/line_sbmtd_chrg_amt",
			"https://bluebutton.cms.gov/resources/variables/rev_cntr_tot_chrg_amt":
			return "submitted", amount
		}
	}
	return "", amount
}

func (r *fhirResource) decodeRelated(d *pull) {
	each(d, func() {
		fields(d, func(key string) {
			if key == "claim" {
				r.related, _ = reference(d)
			} else {
				d.skip()
			}
		})
	})
}

// decodeContained reads the patient's birth and sex from contained resources.
func (r *fhirResource) decodeContained(d *pull) {
	each(d, func() {
		var kind, birth, gender []byte
		fields(d, func(key string) {
			switch key {
			case "resourceType":
				kind = d.text()
			case "birthDate":
				birth = d.text()
			case "gender":
				gender = d.text()
			default:
				d.skip()
			}
		})
		if string(kind) == "Patient" {
			r.birth, r.gender = birth, gender
		}
	})
}
