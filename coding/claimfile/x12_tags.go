package claimfile

import (
	"fmt"
	"maps"
	"slices"

	"github.com/medcode-cli/medcode/coding/x12"
)

// x12ID returns a segment ID as a number, for a switch.
func x12ID(s *x12.Segment) uint32 {
	b := s.ID()
	if len(b) > 3 {
		return 0
	}
	var v uint32
	for _, c := range b {
		v = v<<8 | uint32(c)
	}
	return v
}

// The segments a claim is read from.
const (
	tagISA = 'I'<<16 | 'S'<<8 | 'A'
	tagIEA = 'I'<<16 | 'E'<<8 | 'A'
	tagGS  = 'G'<<8 | 'S'
	tagGE  = 'G'<<8 | 'E'
	tagST  = 'S'<<8 | 'T'
	tagSE  = 'S'<<8 | 'E'
	tagHL  = 'H'<<8 | 'L'
	tagHI  = 'H'<<8 | 'I'
	tagLX  = 'L'<<8 | 'X'
	tagN4  = 'N'<<8 | '4'
	tagCLM = 'C'<<16 | 'L'<<8 | 'M'
	tagNM1 = 'N'<<16 | 'M'<<8 | '1'
	tagPRV = 'P'<<16 | 'R'<<8 | 'V'
	tagREF = 'R'<<16 | 'E'<<8 | 'F'
	tagPAT = 'P'<<16 | 'A'<<8 | 'T'
	tagDMG = 'D'<<16 | 'M'<<8 | 'G'
	tagDTP = 'D'<<16 | 'T'<<8 | 'P'
	tagCL1 = 'C'<<16 | 'L'<<8 | '1'
	tagLIN = 'L'<<16 | 'I'<<8 | 'N'
	tagSV1 = 'S'<<16 | 'V'<<8 | '1'
	tagSV2 = 'S'<<16 | 'V'<<8 | '2'
	tagSV3 = 'S'<<16 | 'V'<<8 | '3'
)

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }

// countOf returns "1 transaction" or "3 transactions".
func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
