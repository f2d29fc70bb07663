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
	cut              bool // a list was longer than maxParts
	related          []byte
	diagnoses        []fhirDiagnosis
	procedures       []fhirProcedure
	team             []fhirMember
	info             []fhirInfo
	items            []fhirItem
}

type fhirCoding struct{ system, code []byte }

type fhirProvider struct{ npi, taxonomy []byte }

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

// part reads one more element of a list, up to maxParts.
func part[T any, P interface {
	*T
	decode(d *pull)
}](r *fhirResource, d *pull, list *[]T,
) {
	if len(*list) >= maxParts {
		r.cut = true
		d.skip()
		return
	}
	P(again(list)).decode(d)
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
			r.ident = d.identifiers(r.ident)
		case "type":
			d.concept(&r.types)
		case "subType":
			d.concept(&r.subtypes)
		case "patient":
			_, r.patient = d.reference()
		case "insurer":
			_, r.insurer = d.reference()
		case "facility":
			r.facility, _ = d.reference()
		case "provider":
			r.provider.npi, _ = d.reference()
		case "billablePeriod":
			r.start, r.end = d.period()
		case "total", "totalCost": // the second is the name in STU3
			r.decodeTotal(d)
		case "related":
			r.decodeRelated(d)
		case "contained":
			r.decodeContained(d)
		case "diagnosis":
			d.array(func() { part(r, d, &r.diagnoses) })
		case "procedure":
			d.array(func() { part(r, d, &r.procedures) })
		case "careTeam":
			d.array(func() { part(r, d, &r.team) })
		case "supportingInfo", "information":
			d.array(func() { part(r, d, &r.info) })
		case "item":
			d.array(func() { part(r, d, &r.items) })
		default:
			d.skip()
		}
	}
}

// array calls f for every element of an array; f reads it.
func (d *pull) array(f func()) {
	if d.begin('[') {
		for d.more(']') {
			f()
		}
	}
}

// object calls f with every key of an object; f reads or skips the value.
func (d *pull) object(f func(key string)) {
	if d.begin('{') {
		for d.more('}') {
			f(string(d.key()))
		}
	}
}

// concept appends the codings of a CodeableConcept, or of an array of them.
func (d *pull) concept(to *[]fhirCoding) {
	if d.space() == '[' {
		d.array(func() { d.concept(to) })
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
				*to = append(*to, d.coding())
			}
		}
	}
}

func (d *pull) coding() (c fhirCoding) {
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
func (d *pull) reference() (value, target []byte) {
	var display []byte
	d.object(func(key string) {
		switch key {
		case "identifier":
			value = d.npi()
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

func (d *pull) identifier() (value []byte) {
	d.object(func(key string) {
		if key == "value" {
			value = d.text()
		} else {
			d.skip()
		}
	})
	return value
}

// npi reads an identifier that is to be an NPI: one whose system says so, or
// which names no other and has ten digits.
func (d *pull) npi() (value []byte) {
	var system []byte
	d.object(func(key string) {
		switch key {
		case "system":
			system = d.text()
		case "value":
			value = d.text()
		default:
			d.skip()
		}
	})
	if hasText(system, "us-npi") || len(system) == 0 && len(value) == 10 {
		return value
	}
	return nil
}

// identifiers keeps the first value of a list of identifiers.
func (d *pull) identifiers(have []byte) []byte {
	d.array(func() {
		if v := d.identifier(); have == nil {
			have = v
		}
	})
	return have
}

func (d *pull) period() (start, end []byte) {
	d.object(func(key string) {
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
func (d *pull) money() (value []byte) {
	d.object(func(key string) {
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
		r.total = d.money()
		return
	}
	d.array(func() {
		if category, amount := d.adjudication(); category == "submitted" {
			r.total = amount
		}
	})
}

// adjudication reads a category and its amount.
func (d *pull) adjudication() (category string, amount []byte) {
	var list [4]fhirCoding
	codings := list[:0]
	d.object(func(key string) {
		switch key {
		case "category":
			d.concept(&codings)
		case "amount":
			amount = d.money()
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
	d.array(func() {
		d.object(func(key string) {
			if key == "claim" {
				r.related, _ = d.reference()
			} else {
				d.skip()
			}
		})
	})
}

// decodeContained reads the patient's birth and sex from contained resources.
func (r *fhirResource) decodeContained(d *pull) {
	d.array(func() {
		var kind, birth, gender []byte
		d.object(func(key string) {
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
