package practice

import _ "embed" // for the schema

// packSchema is the JSON Schema of one YAML file of a pack.
//
//go:embed pack.schema.json
var packSchema []byte

// Schema returns the JSON Schema (2020-12) of a pack file, for editors.
func Schema() []byte { return packSchema }
