//! A zip in, its files with readers out, once its structure holds: every byte belongs to one entry or to the directory,
//! both headers of an entry say the same, and no two readers could see different files. Contents are proved as they are read.

mod layout;
mod member;
mod trailer;

use std::io::{self, Read as _};
use std::path::Path;

use ::zip::read::{ArchiveOffset, Config};
use ::zip::{ZipArchive, ZipReadOptions};

use self::layout::Layout;
use self::member::Data;
pub(in crate::release) use self::member::{Member, Reader};
use self::trailer::Trailer;
use super::file::Opened;
use super::limit;
use super::refusal::{broken, refused, unreadable};
use super::roster::Roster;
use crate::diag::{Diagnostic, Outcome};

/// A zip whose structure holds.
#[derive(Debug)]
pub(in crate::release) struct Vetted {
    file: Opened,
    members: Vec<Member>,
}

impl Vetted {
    /// Opens and vets a file.
    ///
    /// # Errors
    /// It cannot be read, is no zip or a broken one, or has an entry that is not let in.
    pub(in crate::release) fn open(path: &Path) -> Outcome<Self> {
        Self::new(Opened::at(path)?)
    }

    /// Vets an open file.
    pub(in crate::release) fn new(file: Opened) -> Outcome<Self> {
        let trailer = Trailer::read(&file)?;
        let names = trailer.names(&file)?;
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let mut archive = ZipArchive::with_config(config, file.whole())
            .map_err(|error| broken(&file.name, error.to_string()))?;
        if archive.len() != names.len() || archive.central_directory_start() != trailer.start {
            return Err(broken(&file.name, "it has two directories that list different files").into());
        }
        let mut layout = Layout::default();
        let mut members = Vec::with_capacity(names.len());
        let mut roster = Roster::default();
        for (index, (raw, name)) in names.iter().enumerate() {
            let refuse = |because: String| refused(&file.name, name, because);
            if std::str::from_utf8(raw).is_err() {
                return Err(refuse("its name is no UTF-8".to_owned()).into());
            }
            let path = match name.strip_suffix('/') {
                Some(folder) => roster.folder(folder).map_err(refuse)?,
                None => roster.file(name, 0).map_err(refuse)?,
            };
            let data = entry(&mut archive, index, raw).map_err(refuse)?;
            layout.add(&data, name);
            if !data.is_folder {
                roster.weigh(data.size).map_err(refuse)?;
                members.push(Member { path, size: data.size, mode: data.mode, data });
            }
        }
        layout.finish(&file, trailer.start)?;
        Ok(Self { file, members })
    }

    /// The files, in the order of the directory; folders are vetted and left out.
    pub(in crate::release) fn members(&self) -> &[Member] {
        &self.members
    }

    /// A file by its path.
    pub(in crate::release) fn member(&self, path: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.path.as_str() == path)
    }

    /// The name by which reports know the zip.
    pub(in crate::release) fn name(&self) -> &str {
        &self.file.name
    }

    /// The bytes of a file. Size, checksum and ratio are proved, at the latest when the end is read.
    pub(in crate::release) fn reader(&self, member: &Member) -> Reader {
        Reader::new(&self.file, member)
    }

    /// A small text.
    ///
    /// # Errors
    /// It is longer, no UTF-8, or does not have the bytes that the zip promises.
    pub(in crate::release) fn text(&self, member: &Member, limit: u64) -> Outcome<String> {
        if member.size > limit.min(limit::TEXT) {
            return Err(refused(self.name(), member.path.as_str(), "it is longer than such a text is").into());
        }
        let mut text = String::new();
        let read = self.reader(member).read_to_string(&mut text);
        read.map_err(|error| self.unreadable(member)(&error))?;
        Ok(text)
    }

    /// What an error of a file's reader means.
    pub(in crate::release) fn unreadable<'a>(
        &'a self,
        member: &'a Member,
    ) -> impl Fn(&io::Error) -> Diagnostic + use<'a> {
        |error| unreadable(self.name(), member.path.as_str(), error)
    }
}

/// One entry, whose two headers agree.
fn entry<R: io::Read + io::Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    raw: &[u8],
) -> Result<Data, String> {
    let data = Data::of(&archive.by_index_raw(index).map_err(|error| error.to_string())?, raw)?;
    let strictly = ZipReadOptions::new().enforce_header_consistency(true);
    let checked = archive.by_index_with_options(index, strictly).map_err(|error| error.to_string())?;
    let start = checked.data_start().ok_or("it has no data")?;
    Ok(Data { start, ..data })
}
