package x12

// A Tag is a segment ID as a number, for switches and tables.
type Tag uint32

// The segments that are acted on.
const (
	TagISA Tag = 'I'<<16 | 'S'<<8 | 'A'
	TagIEA Tag = 'I'<<16 | 'E'<<8 | 'A'
	TagTA1 Tag = 'T'<<16 | 'A'<<8 | '1'
	TagGS  Tag = 'G'<<8 | 'S'
	TagGE  Tag = 'G'<<8 | 'E'
	TagST  Tag = 'S'<<8 | 'T'
	TagSE  Tag = 'S'<<8 | 'E'
	TagBHT Tag = 'B'<<16 | 'H'<<8 | 'T'
	TagHL  Tag = 'H'<<8 | 'L'
	TagSBR Tag = 'S'<<16 | 'B'<<8 | 'R'
	TagPAT Tag = 'P'<<16 | 'A'<<8 | 'T'
	TagNM1 Tag = 'N'<<16 | 'M'<<8 | '1'
	TagN3  Tag = 'N'<<8 | '3'
	TagN4  Tag = 'N'<<8 | '4'
	TagDMG Tag = 'D'<<16 | 'M'<<8 | 'G'
	TagREF Tag = 'R'<<16 | 'E'<<8 | 'F'
	TagPRV Tag = 'P'<<16 | 'R'<<8 | 'V'
	TagCLM Tag = 'C'<<16 | 'L'<<8 | 'M'
	TagCL1 Tag = 'C'<<16 | 'L'<<8 | '1'
	TagDTP Tag = 'D'<<16 | 'T'<<8 | 'P'
	TagAMT Tag = 'A'<<16 | 'M'<<8 | 'T'
	TagHI  Tag = 'H'<<8 | 'I'
	TagLX  Tag = 'L'<<8 | 'X'
	TagSV1 Tag = 'S'<<16 | 'V'<<8 | '1'
	TagSV2 Tag = 'S'<<16 | 'V'<<8 | '2'
	TagSV3 Tag = 'S'<<16 | 'V'<<8 | '3'
	TagLIN Tag = 'L'<<16 | 'I'<<8 | 'N'
	TagSVD Tag = 'S'<<16 | 'V'<<8 | 'D'
	TagCAS Tag = 'C'<<16 | 'A'<<8 | 'S'
	TagLQ  Tag = 'L'<<8 | 'Q'
)

// Tag returns the segment ID as a number; 0 when it is longer than any is.
func (s *Segment) Tag() Tag { return s.tag }

func tagOf[T string | []byte](id T) Tag {
	if len(id) > 3 {
		return 0
	}
	var t Tag
	for i := range len(id) {
		t = t<<8 | Tag(id[i])
	}
	return t
}

// String returns the segment ID: "NM1".
func (t Tag) String() string {
	var b []byte
	for s := 16; s >= 0; s -= 8 {
		if c := byte(t >> s); c != 0 {
			b = append(b, c)
		}
	}
	return string(b)
}
