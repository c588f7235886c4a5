//! Parquet tables of nodes and edges: DuckDB, pandas, Polars, Spark.
//!
//! They have the columns of the other flat formats with their types, so that counts are whole numbers
//! and what is not known is null. A table is written as one row group, column by column, by the plain
//! writer of the `parquet` crate: Arrow would be a second layout in memory and many more crates. The
//! pages are not compressed, for compression needs C or more crates again; a column's dictionary
//! already keeps a text that stands in many rows only once.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types;
use serde_json::{Value, json};

use super::columns::{Column, EDGE, EVIDENCE, NODE, Type, best, finite};
use super::file::EdgeRow;
use super::{GraphFile, NOTE};
use crate::graph::{Evidence, Node};

/// Writes the node table.
pub(super) fn write_nodes(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut fields: Vec<Field<&Node>> = vec![
        Field::known("id", Type::Text, |n| json!(n.id)),
        Field::known("label", Type::Text, |n| json!(n.label)),
    ];
    fields.extend(NODE.iter().map(|column| Field::of(column, |n: &&Node| n)));
    fields.push(Field::known("x", Type::Number, |n| json!(finite(n.x))));
    fields.push(Field::known("y", Type::Number, |n| json!(finite(n.y))));
    let rows: Vec<&Node> = file.nodes().collect();
    out.write_all(&table("nodes", &fields, &rows).map_err(io::Error::other)?)
}

/// Writes the edge table.
pub(super) fn write_edges(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut fields: Vec<Field<EdgeRow>> = vec![
        Field::known("source", Type::Text, |e| json!(e.source.id)),
        Field::known("target", Type::Text, |e| json!(e.target.id)),
        Field::known("id", Type::Text, |e| json!(e.id)),
        Field::known("weight", Type::Number, |e| json!(finite(e.edge.weight))),
    ];
    fields.extend(
        EDGE.iter()
            .map(|column| Field::of(column, |e: &EdgeRow| e.edge)),
    );
    fields.extend(EVIDENCE.iter().map(Field::of_evidence));
    let rows: Vec<EdgeRow> = file.edges().collect();
    out.write_all(&table("edges", &fields, &rows).map_err(io::Error::other)?)
}

impl<'e> Field<'_, EdgeRow<'e>> {
    /// A column of the best piece of evidence. The table goes column by column, so it is read back for each.
    fn of_evidence(column: &'static Column<Evidence>) -> Self {
        Field {
            name: column.name,
            ty: column.ty,
            repetition: Repetition::OPTIONAL,
            value: Box::new(|row: &EdgeRow<'e>| {
                best(row.edge).and_then(|best| column.value(&best))
            }),
        }
    }
}

/// Takes the value from a row, or `None` where nothing is known.
type Get<'a, R> = dyn Fn(&R) -> Option<Value> + 'a;

/// A column of a table whose rows are `R`.
struct Field<'a, R> {
    name: &'static str,
    ty: Type,
    repetition: Repetition,
    value: Box<Get<'a, R>>,
}

impl<'a, R: 'a> Field<'a, R> {
    /// A column that has a value in every row.
    fn known(name: &'static str, ty: Type, value: fn(&R) -> Value) -> Self {
        Field {
            name,
            ty,
            repetition: Repetition::REQUIRED,
            value: Box::new(move |row| Some(value(row))),
        }
    }

    /// A shared column of what `part` takes from the row.
    fn of<T>(column: &'static Column<T>, part: fn(&R) -> &T) -> Self {
        Field {
            name: column.name,
            ty: column.ty,
            repetition: Repetition::OPTIONAL,
            value: Box::new(move |row| column.value(part(row))),
        }
    }

    fn schema(&self) -> Result<types::Type> {
        let (physical, logical) = match self.ty {
            Type::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Type::Whole => (Physical::INT64, None),
            Type::Number => (Physical::DOUBLE, None),
        };
        types::Type::primitive_type_builder(self.name, physical)
            .with_repetition(self.repetition)
            .with_logical_type(logical)
            .build()
    }

    fn write(&self, rows: &[R], out: &mut SerializedColumnWriter) -> Result<()> {
        let values: Vec<Option<Value>> = rows.iter().map(|row| (self.value)(row)).collect();
        // An optional column stores only what is known, and for every row whether it is.
        let known: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
        let known = (self.repetition == Repetition::OPTIONAL).then_some(known.as_slice());
        let values = values.iter().flatten();
        match self.ty {
            Type::Text => {
                let values: Vec<ByteArray> = values
                    .filter_map(Value::as_str)
                    .map(ByteArray::from)
                    .collect();
                out.typed::<ByteArrayType>()
                    .write_batch(&values, known, None)?;
            }
            Type::Whole => {
                let values: Vec<i64> = values.filter_map(Value::as_i64).collect();
                out.typed::<Int64Type>().write_batch(&values, known, None)?;
            }
            Type::Number => {
                let values: Vec<f64> = values.filter_map(Value::as_f64).collect();
                out.typed::<DoubleType>()
                    .write_batch(&values, known, None)?;
            }
        }
        Ok(())
    }
}

/// A whole file. The writer wants to own what it writes to, hence the bytes.
fn table<R>(name: &str, fields: &[Field<R>], rows: &[R]) -> Result<Vec<u8>> {
    let columns = fields.iter().map(|field| Ok(Arc::new(field.schema()?)));
    let schema = types::Type::group_type_builder(name)
        .with_fields(columns.collect::<Result<_>>()?)
        .build()?;
    let note = KeyValue::new("note".to_owned(), NOTE.to_owned());
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(vec![note]))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for field in fields {
        let mut column = group
            .next_column()?
            .expect("the schema has a column a field");
        field.write(rows, &mut column)?;
        column.close()?;
    }
    group.close()?;
    file.into_inner()
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field as Cell, Row};

    use super::*;
    use crate::export::fixture;

    type Writer = fn(&GraphFile, &mut dyn Write) -> io::Result<()>;

    fn read_back(write: Writer, file: &GraphFile) -> Vec<Row> {
        let mut stored = tempfile::tempfile().unwrap();
        write(file, &mut stored).unwrap();
        let reader = SerializedFileReader::new(stored).unwrap();
        let metadata = reader.metadata().file_metadata().key_value_metadata();
        assert_eq!(metadata.unwrap()[0].value.as_deref(), Some(NOTE));
        reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap())
            .collect()
    }

    /// The cell as the shared columns have it: a value of JSON, or `None`.
    fn cell(row: &Row, name: &str) -> Option<Value> {
        let (_, cell) = row.get_column_iter().find(|(n, _)| *n == name).unwrap();
        match cell {
            Cell::Null => None,
            Cell::Str(text) => Some(json!(text)),
            Cell::Long(number) => Some(json!(number)),
            Cell::Double(number) => Some(json!(number)),
            other => panic!("{other:?} in {name}"),
        }
    }

    #[test]
    fn nodes_come_back_with_names_types_and_gaps() {
        let file = fixture::file(fixture::names_that_bite());
        let rows = read_back(write_nodes, &file);
        assert_eq!(rows.len(), file.graph.node_count());
        for (row, node) in rows.iter().zip(file.nodes()) {
            assert_eq!(cell(row, "id"), Some(json!(node.id)));
            assert_eq!(cell(row, "label"), Some(json!(node.label)));
            assert_eq!(cell(row, "x"), Some(json!(node.x)));
            for column in NODE {
                assert_eq!(
                    cell(row, column.name),
                    column.value(node),
                    "{}",
                    column.name
                );
            }
            assert_eq!(cell(row, "last"), None);
        }
    }

    #[test]
    fn edges_come_back_with_ends_weights_and_evidence() {
        let file = fixture::file(fixture::names_that_bite());
        let rows = read_back(write_edges, &file);
        assert_eq!(rows.len(), file.graph.edge_count());
        for (row, edge) in rows.iter().zip(file.edges()) {
            assert_eq!(cell(row, "source"), Some(json!(edge.source.id)));
            assert_eq!(cell(row, "target"), Some(json!(edge.target.id)));
            assert_eq!(cell(row, "weight"), Some(json!(edge.edge.weight)));
            for column in EDGE {
                assert_eq!(
                    cell(row, column.name),
                    column.value(edge.edge),
                    "{}",
                    column.name
                );
            }
            let best = best(edge.edge).expect("every edge has evidence");
            for column in EVIDENCE {
                assert_eq!(
                    cell(row, column.name),
                    column.value(&best),
                    "{}",
                    column.name
                );
            }
        }
    }

    #[test]
    fn a_graph_without_nodes_has_tables_without_rows() {
        let file = fixture::file(Default::default());
        assert!(read_back(write_nodes, &file).is_empty());
        assert!(read_back(write_edges, &file).is_empty());
    }
}
