//! What calamine flattens: struck-out and bold runs inside a cell, struck-out cells, formulas without a value.
//!
//! Owner of a second, lighter pass over the parts of an XLSX archive. Input: the archive. Output: marks by cell.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// Largest part read, once inflated.
const PART_LIMIT: u64 = 512 << 20;
/// Largest sum of the sizes that the archive declares.
const ARCHIVE_LIMIT: u64 = 1 << 30;

/// A stretch of text with one format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Its words.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Struck out: deleted words.
    pub struck: bool,
}

/// Marks of one cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CellMarks {
    pub(super) formula: bool,
    pub(super) struck: bool,
    pub(super) runs: Vec<Run>,
}

/// The parts of an archive.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    names: Vec<String>,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let mut zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| "l’archive est endommagée".to_owned())?;
        let mut names = Vec::new();
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(|_| "l’archive est endommagée".to_owned())?;
            total = total.saturating_add(entry.size());
            let name = entry.name().map_err(|_| "l’archive est endommagée".to_owned())?;
            names.push(name.into_owned());
        }
        if total > ARCHIVE_LIMIT {
            return Err(format!("l’archive décompressée dépasse {} Mo", ARCHIVE_LIMIT >> 20));
        }
        Ok(Self { bytes, names })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// The bytes of a part; `None` when there is no such part.
    fn part(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        if !self.has(name) {
            return Ok(None);
        }
        let broken = |_| format!("la partie « {name} » de l’archive est endommagée");
        let mut zip = ZipArchive::new(Cursor::new(self.bytes)).map_err(broken)?;
        let entry = zip.by_name(name).map_err(broken)?;
        let mut bytes = Vec::new();
        let read = entry
            .take(PART_LIMIT)
            .read_to_end(&mut bytes)
            .map_err(|_| format!("la partie « {name} » de l’archive est endommagée"))?;
        if u64::try_from(read).unwrap_or(u64::MAX) >= PART_LIMIT {
            return Err(format!("la partie « {name} » de l’archive dépasse {} Mo", PART_LIMIT >> 20));
        }
        Ok(Some(bytes))
    }
}

/// Marks shared by all sheets.
#[derive(Default)]
pub(super) struct Marks {
    /// Day of the last change.
    pub(super) modified: Option<String>,
    /// Part of each sheet, by its name.
    sheets: BTreeMap<String, String>,
    /// Runs of the shared strings that have some.
    shared: BTreeMap<usize, Vec<Run>>,
    /// Whether each cell format strikes its text out.
    struck_formats: Vec<bool>,
}

impl Marks {
    pub(super) fn read(archive: &Archive<'_>) -> Result<Self, String> {
        let mut marks = Self::default();
        if let Some(part) = archive.part("docProps/core.xml")? {
            marks.modified = modified(&part);
        }
        let targets = match archive.part("xl/_rels/workbook.xml.rels")? {
            Some(part) => relations(&part),
            None => BTreeMap::new(),
        };
        if let Some(part) = archive.part("xl/workbook.xml")? {
            marks.sheets = sheets(&part, &targets);
        }
        if let Some(part) = archive.part("xl/sharedStrings.xml")? {
            marks.shared = shared_strings(&part);
        }
        if let Some(part) = archive.part("xl/styles.xml")? {
            marks.struck_formats = struck_formats(&part);
        }
        Ok(marks)
    }

    /// Marks of the cells of a sheet; cells without any are absent.
    pub(super) fn of_sheet(
        &self,
        archive: &Archive<'_>,
        name: &str,
    ) -> Result<BTreeMap<(u32, u32), CellMarks>, String> {
        let part = match self.sheets.get(name) {
            Some(path) => archive.part(path)?,
            None => None,
        };
        Ok(part.map(|part| self.cells(&part)).unwrap_or_default())
    }

    fn cells(&self, part: &[u8]) -> BTreeMap<(u32, u32), CellMarks> {
        let mut found = BTreeMap::new();
        let mut here = None;
        let mut shared = false;
        let mut marks = CellMarks::default();
        let mut runs = RunReader::default();
        let mut value = None;
        each_event(part, |event| match event {
            Event::Start(tag) | Event::Empty(tag) if local(tag) == "c" => {
                here = attribute(tag, "r").and_then(|name| position(&name));
                shared = attribute(tag, "t").as_deref() == Some("s");
                marks = CellMarks::default();
                runs = RunReader::default();
                let format = attribute(tag, "s").and_then(|text| text.parse::<usize>().ok());
                marks.struck =
                    format.and_then(|index| self.struck_formats.get(index)).copied().unwrap_or(false);
            }
            Event::Start(tag) | Event::Empty(tag) if local(tag) == "f" => marks.formula = true,
            Event::Start(tag) if local(tag) == "v" => value = Some(String::new()),
            Event::End(tag) if tag.local_name().as_ref() == "v" => {
                let index = value.take().and_then(|text| text.trim().parse::<usize>().ok());
                if shared && let Some(known) = index.and_then(|index| self.shared.get(&index)) {
                    marks.runs.clone_from(known);
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "c" => {
                let inline = std::mem::take(&mut runs).finish();
                if marks.runs.is_empty() {
                    marks.runs = inline;
                }
                let mark = std::mem::take(&mut marks);
                if let Some(here) = here.take()
                    && mark != CellMarks::default()
                {
                    found.insert(here, mark);
                }
            }
            other => match &mut value {
                Some(text) => push_text(text, other),
                None => runs.event(other),
            },
        });
        found
    }
}

/// Calls `see` on every event; stops at the first malformed one, since calamine reports those.
fn each_event(part: &[u8], mut see: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return,
            Ok(event) => see(&event),
        }
    }
}

fn local<'a>(tag: &'a BytesStart<'_>) -> &'a str {
    tag.local_name().into_inner()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| {
            let raw = attribute.value.into_owned();
            quick_xml::escape::unescape(&raw).map(|text| text.into_owned()).unwrap_or(raw)
        })
}

fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(words) => text.push_str(words),
        Event::CData(words) => text.push_str(words),
        Event::GeneralRef(name) => {
            let entity = format!("&{};", &**name);
            match quick_xml::escape::unescape(&entity) {
                Ok(plain) => text.push_str(&plain),
                Err(_) => text.push_str(&entity),
            }
        }
        _ => {}
    }
}

/// Gathers the runs of one string item.
#[derive(Default)]
struct RunReader {
    runs: Vec<Run>,
    run: Option<Run>,
    in_text: bool,
    in_properties: bool,
    phonetic: bool,
    rich: bool,
}

impl RunReader {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let empty = matches!(event, Event::Empty(_));
                match local(tag) {
                    "r" if !empty => self.run = Some(Run::default()),
                    "rPr" => self.in_properties = !empty,
                    "rPh" => self.phonetic = !empty,
                    "t" if !empty => self.in_text = !self.phonetic,
                    name if self.in_properties => self.property(name, tag),
                    _ => {}
                }
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "r" => self.runs.extend(self.run.take()),
                "rPr" => self.in_properties = false,
                "rPh" => self.phonetic = false,
                "t" => self.in_text = false,
                _ => {}
            },
            other if self.in_text => match &mut self.run {
                Some(run) => push_text(&mut run.text, other),
                None => {
                    let mut plain = Run::default();
                    push_text(&mut plain.text, other);
                    self.runs.push(plain);
                }
            },
            _ => {}
        }
    }

    fn property(&mut self, name: &str, tag: &BytesStart<'_>) {
        let on = !matches!(attribute(tag, "val").as_deref(), Some("0" | "false"));
        let Some(run) = &mut self.run else { return };
        match name {
            "b" => run.bold = on,
            "i" => run.italic = on,
            "strike" => run.struck = on,
            _ => return,
        }
        self.rich |= on;
    }

    /// The runs, when at least one has a format of ours.
    fn finish(self) -> Vec<Run> {
        if self.rich { self.runs } else { Vec::new() }
    }
}

fn shared_strings(part: &[u8]) -> BTreeMap<usize, Vec<Run>> {
    let mut found = BTreeMap::new();
    let mut index = 0_usize;
    let mut reader = RunReader::default();
    each_event(part, |event| match event {
        Event::Start(tag) if local(tag) == "si" => reader = RunReader::default(),
        Event::Empty(tag) if local(tag) == "si" => index += 1,
        Event::End(tag) if tag.local_name().as_ref() == "si" => {
            let runs = std::mem::take(&mut reader).finish();
            if !runs.is_empty() {
                found.insert(index, runs);
            }
            index += 1;
        }
        other => reader.event(other),
    });
    found
}

/// For each cell format, whether its font is struck out.
fn struck_formats(part: &[u8]) -> Vec<bool> {
    let mut fonts = Vec::new();
    let mut formats = Vec::new();
    let (mut in_fonts, mut in_formats) = (false, false);
    each_event(part, |event| match event {
        Event::Start(tag) if local(tag) == "fonts" => in_fonts = true,
        Event::Start(tag) if local(tag) == "cellXfs" => in_formats = true,
        Event::End(tag) if tag.local_name().as_ref() == "fonts" => in_fonts = false,
        Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_formats = false,
        Event::Start(tag) | Event::Empty(tag) if in_fonts && local(tag) == "font" => fonts.push(false),
        Event::Start(tag) | Event::Empty(tag) if in_fonts && local(tag) == "strike" => {
            let on = !matches!(attribute(tag, "val").as_deref(), Some("0" | "false"));
            if let Some(last) = fonts.last_mut() {
                *last = on;
            }
        }
        Event::Start(tag) | Event::Empty(tag) if in_formats && local(tag) == "xf" => {
            let font = attribute(tag, "fontId").and_then(|text| text.parse::<usize>().ok());
            formats.push(font.and_then(|index| fonts.get(index)).copied().unwrap_or(false));
        }
        _ => {}
    });
    formats
}

fn relations(part: &[u8]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    each_event(part, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && local(tag) == "Relationship"
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            found.insert(id, path);
        }
    });
    found
}

fn sheets(part: &[u8], targets: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    each_event(part, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && local(tag) == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(path) = targets.get(&id)
        {
            found.insert(name, path.clone());
        }
    });
    found
}

fn modified(part: &[u8]) -> Option<String> {
    let mut date = String::new();
    let mut inside = false;
    each_event(part, |event| match event {
        Event::Start(tag) if local(tag) == "modified" => inside = true,
        Event::End(tag) if tag.local_name().as_ref() == "modified" => inside = false,
        other if inside => push_text(&mut date, other),
        _ => {}
    });
    let day: String = date.trim().chars().take(10).collect();
    let shaped = day.len() == 10
        && day.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shaped.then_some(day)
}

/// Row and column, from 0, of a name such as `AB12`.
fn position(name: &str) -> Option<(u32, u32)> {
    let split = name.find(|character: char| character.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    let mut column = 0_u32;
    for byte in letters.bytes() {
        if !byte.is_ascii_alphabetic() {
            return None;
        }
        let digit = u32::from(byte.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(digit)?;
    }
    let row = digits.parse::<u32>().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cell_names_are_positions() {
        assert_eq!(position("A1"), Some((0, 0)));
        assert_eq!(position("AB12"), Some((11, 27)));
        assert_eq!(position("12"), None);
        assert_eq!(position("A0"), None);
    }

    #[test]
    fn struck_runs_are_seen() {
        let part = br"<sst><si><t>plain</t></si><si><r><t>Le </t></r><r><rPr><strike/></rPr><t>faux</t></r></si></sst>";
        let found = shared_strings(part);
        assert_eq!(found.len(), 1);
        let runs = found.get(&1).cloned().unwrap_or_default();
        assert!(runs.iter().any(|run| run.struck && run.text == "faux"));
        assert!(runs.iter().any(|run| !run.struck && run.text == "Le "));
    }
}
