//! Lines as Arrow batches, for engines that move columns and not lines.
//!
//! A stream in the [IPC format](https://arrow.apache.org/docs/format/Columnar.html) has a row for each line: `row` is the line, `key` what it is
//! brought together by, so that an engine need not look into it. A line that nothing is brought together
//! with has no key. What is read needs a column `row`, or one column only, such as the lines of a file.

use std::io::{self, Read, Write};
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};

/// A batch is written when its lines have so many bytes: enough for columns to pay, little enough to
/// hold some of them.
const BATCH: usize = 1 << 20;

fn invalid(error: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

/// An error of `out` itself stays what it is: a closed pipe is no bad data.
fn of_output(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => invalid(error),
    }
}

/// Reads the lines of a stream, each with its end.
pub(crate) struct Lines<R> {
    state: State<R>,
    /// What was taken from the last batch and not yet read.
    bytes: Vec<u8>,
    read: usize,
}

enum State<R> {
    /// Nothing was read yet: to read is not to be done when the thing is made.
    New(Option<R>),
    Open(Box<StreamReader<R>>),
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Lines {
            state: State::New(Some(input)),
            bytes: Vec::new(),
            read: 0,
        }
    }

    /// Takes the next batch; `false` at the end.
    fn next(&mut self) -> io::Result<bool> {
        if let State::New(input) = &mut self.state {
            let Some(input) = input.take() else {
                return Err(invalid("not an Arrow IPC stream"));
            };
            let reader = StreamReader::try_new(input, None).map_err(invalid)?;
            self.state = State::Open(Box::new(reader));
        }
        let State::Open(reader) = &mut self.state else {
            return Ok(false);
        };
        let Some(batch) = reader.next() else {
            return Ok(false);
        };
        let batch = batch.map_err(invalid)?;
        let column = match batch.column_by_name("row") {
            Some(column) => column,
            None if batch.num_columns() == 1 => batch.column(0),
            None => return Err(invalid("a batch has no column `row`")),
        };
        self.bytes.clear();
        self.read = 0;
        append(column, &mut self.bytes)?;
        Ok(true)
    }
}

/// Appends the lines of a column.
fn append(column: &ArrayRef, bytes: &mut Vec<u8>) -> io::Result<()> {
    let any = column.as_any();
    let mut push = |line: Option<&str>| {
        if let Some(line) = line {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
    };
    if let Some(lines) = any.downcast_ref::<StringArray>() {
        lines.iter().for_each(&mut push);
    } else if let Some(lines) = any.downcast_ref::<LargeStringArray>() {
        lines.iter().for_each(&mut push);
    } else if let Some(lines) = any.downcast_ref::<StringViewArray>() {
        lines.iter().for_each(&mut push);
    } else {
        let ty = column.data_type();
        return Err(invalid(format!("the column of lines holds {ty}, no text")));
    }
    Ok(())
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.read == self.bytes.len() {
            if !self.next()? {
                return Ok(0);
            }
        }
        let read = (&self.bytes[self.read..]).read(out)?;
        self.read += read;
        Ok(read)
    }
}

/// Writes lines as batches.
pub(crate) struct Batches<W: Write> {
    /// Begun with the first batch: a stage that fails at once must not look like one that found nothing.
    out: Out<W>,
    line: Vec<u8>,
    keys: StringBuilder,
    rows: StringBuilder,
    bytes: usize,
}

enum Out<W: Write> {
    New(Option<W>),
    Open(Box<StreamWriter<W>>),
}

fn schema() -> Schema {
    Schema::new(vec![
        Field::new("key", DataType::Utf8, true),
        Field::new("row", DataType::Utf8, false),
    ])
}

impl<W: Write> Batches<W> {
    pub(crate) fn new(out: W) -> Self {
        Batches {
            out: Out::New(Some(out)),
            line: Vec::new(),
            keys: StringBuilder::new(),
            rows: StringBuilder::new(),
            bytes: 0,
        }
    }

    fn end_line(&mut self) -> io::Result<()> {
        let line = std::str::from_utf8(&self.line).map_err(invalid)?;
        self.keys.append_option(key(line));
        self.rows.append_value(line);
        self.bytes += line.len();
        self.line.clear();
        if self.bytes >= BATCH {
            self.write_batch()?;
        }
        Ok(())
    }

    fn writer(&mut self) -> io::Result<&mut StreamWriter<W>> {
        if let Out::New(out) = &mut self.out {
            let out = out.take().ok_or_else(|| invalid("it failed before"))?;
            let writer = StreamWriter::try_new(out, &schema()).map_err(of_output)?;
            self.out = Out::Open(Box::new(writer));
        }
        match &mut self.out {
            Out::Open(writer) => Ok(writer),
            Out::New(_) => Err(invalid("it failed before")),
        }
    }

    fn write_batch(&mut self) -> io::Result<()> {
        if self.bytes == 0 {
            return Ok(());
        }
        self.bytes = 0;
        let keys: ArrayRef = Arc::new(self.keys.finish());
        let rows: ArrayRef = Arc::new(self.rows.finish());
        let batch = RecordBatch::try_new(Arc::new(schema()), vec![keys, rows]).map_err(invalid)?;
        self.writer()?.write(&batch).map_err(of_output)
    }

    /// Writes the last batch and the end of the stream.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        if !self.line.is_empty() {
            self.end_line()?;
        }
        self.write_batch()?;
        self.writer()?.finish().map_err(of_output)?;
        match self.out {
            Out::Open(writer) => writer.into_inner().map_err(of_output),
            Out::New(_) => Err(invalid("it failed before")),
        }
    }
}

impl<W: Write> Write for Batches<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match bytes.iter().position(|&byte| byte == b'\n') {
            Some(end) => {
                self.line.extend_from_slice(&bytes[..end]);
                self.end_line()?;
                Ok(end + 1)
            }
            None => {
                self.line.extend_from_slice(bytes);
                Ok(bytes.len())
            }
        }
    }

    /// Nothing: a batch is whole, and the last is written by [`Batches::finish`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// By what a line is brought together with others: records, names and bindings by their key, which stands
/// first; counts by the names that stand before their first number. Other lines are for all.
fn key(line: &str) -> Option<&str> {
    let (row, rest) = line.strip_prefix("{\"row\":\"")?.split_once('"')?;
    match row {
        "record" | "names" | "binding" => {
            let (key, _) = rest.strip_prefix(",\"key\":\"")?.split_once('"')?;
            Some(key)
        }
        "totals" | "node" | "pair" | "relation" => before_number(line),
        _ => None,
    }
}

/// All before the first member whose value is a number. Ids hold no quotation marks.
fn before_number(line: &str) -> Option<&str> {
    let is_number = |&(at, _): &(usize, &str)| {
        let value = line.as_bytes().get(at + 2);
        value.is_some_and(u8::is_ascii_digit)
    };
    let (end, _) = line.match_indices("\":").find(is_number)?;
    let start = line[..end].rfind('"')?;
    Some(&line[..start])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(lines: &str) -> Vec<u8> {
        let mut out = Batches::new(Vec::new());
        // In pieces that end anywhere.
        for piece in lines.as_bytes().chunks(7) {
            out.write_all(piece).unwrap();
        }
        out.finish().unwrap()
    }

    #[test]
    fn lines_come_back_as_they_were_however_many() {
        let line = "é\"x\"".repeat(1000) + "\n";
        for lines in ["", "one\n", "one\ntwo\n", &line.repeat(700)] {
            let mut back = String::new();
            Lines::new(&batches(lines)[..])
                .read_to_string(&mut back)
                .unwrap();
            assert!(back == lines);
        }
    }

    #[test]
    fn lines_that_belong_together_have_the_same_key() {
        let keys = |line| key(line).map(str::to_owned);
        let record = r#"{"row":"record","key":"ab","document":{"id":"1"}}"#;
        let binding = r#"{"row":"binding","key":"ab","number":0}"#;
        assert_eq!(keys(record).as_deref(), Some("ab"));
        assert_eq!(keys(binding), keys(record));
        let pair = r#"{"row":"pair","source":"person:a","target":"person:b","#;
        assert_eq!(keys(&format!("{pair}\"pairs\":1}}")).as_deref(), Some(pair));
        assert_eq!(key(r#"{"row":"run","rows_version":1}"#), None);
        assert_eq!(key(r#"{"text":"of no stage: \"key\":\"ab\""}"#), None);
    }

    #[test]
    fn what_is_no_stream_of_lines_is_an_error() {
        let read = |bytes: &[u8]| {
            let mut back = String::new();
            Lines::new(bytes).read_to_string(&mut back)
        };
        let whole = batches("one\ntwo\n");
        assert!(read(b"{\"row\":\"run\"}\n").is_err());
        assert!(read(&whole[..whole.len() / 2]).is_err());
        let numbers: ArrayRef = Arc::new(arrow_array::Int32Array::from(vec![1]));
        let batch = RecordBatch::try_from_iter([("row", numbers)]).unwrap();
        let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        writer.write(&batch).unwrap();
        let error = read(&writer.into_inner().unwrap()).unwrap_err();
        assert!(error.to_string().contains("Int32"), "{error}");
    }
}
