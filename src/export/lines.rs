//! JSON with one item of a list on one line, so that two files can be compared line by line, and none
//! needs to be held in memory.

use std::io::{self, Write};

use serde::Serialize;

use super::pieces;

/// Items of a long list that are made at a time, some hundred kilobytes.
const PIECE: usize = 256;

/// Writes the members of one object, in order.
pub(super) struct LineWriter<'w, W: Write + ?Sized> {
    out: &'w mut W,
    first: bool,
}

impl<'w, W: Write + ?Sized> LineWriter<'w, W> {
    /// Begins an object.
    pub(super) fn new(out: &'w mut W) -> io::Result<Self> {
        out.write_all(b"{\n")?;
        Ok(LineWriter { out, first: true })
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        if !self.first {
            self.out.write_all(b",\n")?;
        }
        self.first = false;
        write!(self.out, "\"{name}\":")
    }

    /// A member on one line.
    pub(super) fn field(
        &mut self,
        name: &str,
        value: &(impl Serialize + ?Sized),
    ) -> io::Result<()> {
        self.name(name)?;
        serde_json::to_writer(&mut *self.out, value)?;
        Ok(())
    }

    /// A list with a line for each item.
    pub(super) fn list<T: Serialize>(
        &mut self,
        name: &str,
        items: impl Iterator<Item = T>,
    ) -> io::Result<()> {
        self.name(name)?;
        self.out.write_all(b"[")?;
        for (number, item) in items.enumerate() {
            self.out
                .write_all(if number == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *self.out, &item)?;
        }
        self.out.write_all(b"]")
    }

    /// A list with a line for each of `items`, made by all threads.
    pub(super) fn long_list<T: Serialize>(
        &mut self,
        name: &str,
        items: usize,
        item: impl Fn(usize) -> T + Sync,
    ) -> io::Result<()> {
        self.name(name)?;
        self.out.write_all(b"[")?;
        pieces::write(&mut *self.out, items, PIECE, |piece, text| {
            for number in piece {
                text.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
                serde_json::to_writer(&mut *text, &item(number))?;
            }
            Ok(())
        })?;
        self.out.write_all(b"]")
    }

    /// An object with a line for each member.
    pub(super) fn map<T: Serialize>(
        &mut self,
        name: &str,
        members: impl Iterator<Item = (String, T)>,
    ) -> io::Result<()> {
        self.name(name)?;
        self.out.write_all(b"{")?;
        for (number, (key, value)) in members.enumerate() {
            self.out
                .write_all(if number == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *self.out, &key)?;
            self.out.write_all(b":")?;
            serde_json::to_writer(&mut *self.out, &value)?;
        }
        self.out.write_all(b"}")
    }

    /// Begins a member that is an object; [`LineWriter::close`] ends it.
    pub(super) fn open(&mut self, name: &str) -> io::Result<()> {
        self.name(name)?;
        self.first = true;
        self.out.write_all(b"{\n")
    }

    /// Ends the innermost object.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.first = false;
        self.out.write_all(b"}")
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.close()?;
        self.out.write_all(b"\n")
    }
}
