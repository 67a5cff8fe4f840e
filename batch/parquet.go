package batch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// packed is one encoder for all files: by itself each column of each would make one.
// Its level is the default one, and one goroutine packs.
var packed = &zstd.Codec{Level: zstd.DefaultLevel, Concurrency: 1}

// writeColumns writes rows as Parquet: one row group, columns packed by zstd.
func writeColumns[T any](w io.Writer, rows []row) error {
	p := parquet.NewGenericWriter[T](w,
		parquet.Compression(packed),
		parquet.CreatedBy("stemma", schemaOf, ""), // and not the library's version
	)
	values := make([]T, 1)
	for i := range rows {
		values[0] = *new(T)
		if err := json.Unmarshal(rows[i].columns(), &values[0]); err != nil {
			return errors.Join(fmt.Errorf("row %q: %w", rows[i].Key, err), p.Close())
		}
		if _, err := p.Write(values); err != nil {
			return errors.Join(err, p.Close())
		}
	}
	return p.Close()
}

// schemaOf names the form of the tables.
const schemaOf = "stemma/batch/v1"
