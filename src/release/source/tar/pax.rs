//! The attributes that an extension header of a tar gives to what follows in, a refusal of those that count out.
//! Times and owners are passed over; a name, a size or a place of bytes that stands elsewhere than in the header is a trick.

/// What a staged file has not anyway.
const PASSED_OVER: [&str; 8] = ["mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment"];

/// The same by what their names begin with.
const PASSED_OVER_GROUPS: [&str; 4] =
    ["SCHILY.xattr.", "SCHILY.acl.", "LIBARCHIVE.xattr.", "LIBARCHIVE.creationtime"];

/// Refuses attributes that change which file an entry is or which bytes it has.
pub(super) fn harmless(attributes: &[u8]) -> Result<(), String> {
    let mut rest = attributes;
    while !rest.is_empty() {
        let (key, behind) = attribute(rest).ok_or("its attributes are torn")?;
        let is_passed_over =
            PASSED_OVER.contains(&key) || PASSED_OVER_GROUPS.iter().any(|group| key.starts_with(group));
        if !is_passed_over {
            return Err(format!(
                "it changes `{key}` of the next entry, which readers understand differently"
            ));
        }
        rest = behind;
    }
    Ok(())
}

/// The name of the first attribute and what follows it. Its length counts, for a value may have any bytes.
fn attribute(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let space = bytes.iter().position(|byte| *byte == b' ')?;
    let digits = std::str::from_utf8(bytes.get(..space)?).ok()?;
    let length = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<usize>().ok())??;
    let line = bytes.get(space + 1..length)?.strip_suffix(b"\n")?;
    let equals = line.iter().position(|byte| *byte == b'=')?;
    Some((std::str::from_utf8(line.get(..equals)?).ok()?, bytes.get(length..)?))
}
