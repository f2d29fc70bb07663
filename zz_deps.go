package main

import (
	_ "github.com/adrg/xdg"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "github.com/blevesearch/bleve/v2/document"
	_ "github.com/blevesearch/bleve/v2/mapping"
	_ "github.com/blevesearch/mmap-go"
	_ "github.com/blevesearch/vellum"
	_ "github.com/blevesearch/zapx/v17"
	_ "github.com/gofrs/flock"
	_ "github.com/klauspost/compress/zstd"
	_ "github.com/olekukonko/tablewriter"
	_ "github.com/spf13/cobra/doc"
	_ "github.com/spf13/viper"
	_ "go.yaml.in/yaml/v3"
	_ "golang.org/x/term"
)
