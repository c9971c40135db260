//! A published wheel of the runtime in, the files of its import package staged out, every one held against its RECORD.
//! Its own Python files and its metadata are proved too and then left out; anything else in it is refused.

use super::collected::{Collected, joined, plain};
use super::file::Opened;
use super::limit;
use super::record::Record;
use super::refusal::{broken, refused, unreadable_source};
use super::watched::{Counted, digest};
use super::zip::{Member, Vetted};
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::package::RelPath;
use crate::release::progress::{Progress, Work};
use crate::release::staging::{Mode, Staging};
use crate::schema::pin::hex;

/// What the import package has of its own.
const OF_THE_PACKAGE: [&str; 2] = ["__init__.py", "py.typed"];

/// The metadata of a wheel, by the names of its files.
struct Info<'a> {
    folder: &'a str,
    record: Record,
    version: String,
    tag: String,
}

/// Stages the files of a wheel's import package, which is called as the folder that takes them.
pub(in crate::release) fn wheel(
    file: &Opened,
    staging: &Staging,
    below: &RelPath,
    progress: &dyn Progress,
) -> Outcome<Collected> {
    let source_digest = {
        let work = Work::begin(progress, &format!("reading {}", file.name), Some(file.size));
        digest(Counted::new(file.whole(), &work)).map_err(|error| unreadable_source(&file.name, &error))?
    };
    let vetted = Vetted::new(file.clone())?;
    let info = info(&vetted)?;
    let package = below.as_str().rsplit('/').next().unwrap_or_default();
    let total = vetted.members().iter().map(|member| member.size).sum();
    let work = Work::begin(progress, &format!("unpacking {}", file.name), Some(total));
    let mut files = Vec::new();
    for member in vetted.members() {
        let path = member.path.as_str();
        let refuse = |because: &str| refused(vetted.name(), path, because);
        let Some(promised) = promised(&vetted, &info, member)? else { continue };
        let inside = path.strip_prefix(package).and_then(|rest| rest.strip_prefix('/'));
        let mut bytes = Counted::new(vetted.reader(member), &work);
        let failed = vetted.unreadable(member);
        let found = match inside.filter(|inside| !OF_THE_PACKAGE.contains(inside)) {
            Some(inside) => {
                let at = joined(below, inside)?;
                let streamed = staging.stream(&at, Mode::ByContent, &mut bytes, &failed)?;
                files.push((plain(inside)?, streamed));
                streamed.sha256
            }
            None if inside.is_some() || member.path.folders().next() == Some(info.folder) => {
                digest(bytes).map_err(|error| failed(&error))?
            }
            None => {
                return Err(refuse("a wheel of the runtime has its import package and nothing else").into());
            }
        };
        if found != promised {
            return Err(another_digest(&vetted, path, &promised, &found).into());
        }
    }
    let missing = info.record.rows().find(|(path, _)| vetted.member(path).is_none());
    if let Some((path, _)) = missing {
        return Err(refused(vetted.name(), path, "the wheel's RECORD names it, and it is not there").into());
    }
    Ok(Collected { files, folders: None, digest: source_digest, wheel: Some((info.version, info.tag)) })
}

/// The digest that the RECORD promises for a file; none for the RECORD itself.
fn promised(vetted: &Vetted, info: &Info<'_>, member: &Member) -> Outcome<Option<[u8; 32]>> {
    let path = member.path.as_str();
    let refuse = |because: String| refused(vetted.name(), path, because);
    match info.record.row(path) {
        None => Err(refuse("the wheel's RECORD does not name it".to_owned()).into()),
        Some(None) if path == format!("{}/RECORD", info.folder) => Ok(None),
        Some(None) => Err(refuse("the wheel's RECORD has no digest of it".to_owned()).into()),
        Some(Some(row)) if row.size != member.size => {
            Err(refuse(format!("it has {} bytes, and the wheel's RECORD says {}", member.size, row.size))
                .into())
        }
        Some(Some(row)) => Ok(Some(row.sha256)),
    }
}

/// Reads the metadata of a wheel.
fn info(vetted: &Vetted) -> Outcome<Info<'_>> {
    let broken = |because: &str| broken(vetted.name(), because);
    let mut folders: Vec<&str> =
        vetted.members().iter().filter_map(|member| member.path.folders().next()).collect();
    folders.retain(|folder| folder.ends_with(".dist-info"));
    folders.dedup();
    let (Some(folder), None) = (folders.first().copied(), folders.get(1)) else {
        return Err(broken("a wheel has one .dist-info folder").into());
    };
    let text = |name: &str| {
        let lacks = || broken(&format!("it has no {name} in {folder}"));
        vetted.text(vetted.member(&format!("{folder}/{name}")).ok_or_else(lacks)?, limit::TEXT)
    };
    let record = Record::parse(&text("RECORD")?, vetted.name())?;
    let only = |name: &str, key: &str| -> Outcome<String> {
        let text = text(name)?;
        let mut values = values(&text, key);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value.to_owned()),
            _ => Err(broken(&format!("its {name} does not have one line `{key}`")).into()),
        }
    };
    let tag = only("WHEEL", "Tag")?;
    let tag = tag.strip_prefix("py3-none-").ok_or_else(|| broken("its tag does not begin with py3-none-"))?;
    Ok(Info { folder, record, version: only("METADATA", "Version")?, tag: tag.to_owned() })
}

/// The values of a header, which an empty line ends.
fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = text.lines().take_while(|line| !line.is_empty());
    lines.filter_map(move |line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(key).then(|| value.trim())
    })
}

fn another_digest(vetted: &Vetted, path: &str, promised: &[u8], found: &[u8]) -> Diagnostic {
    Diagnostic::new(
        Code::DigestMismatch,
        format!("the entry `{path}` does not have the digest that RECORD promises"),
    )
    .at(Place::whole(vetted.name()))
    .note("expected", hex(promised))
    .note("found", hex(found))
    .help("fetch the wheel again from whoever published it and compare its SHA-256; nothing was replaced")
}
