//! The attributes that an extension header of a tar gives to what follows in, a refusal of those that count out.
//! Times and owners are passed over; a name, a size or a place of bytes that stands elsewhere than in the header is a trick.

use ::tar::PaxExtensions;

/// What a staged file has not anyway.
const PASSED_OVER: [&str; 8] = ["mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment"];

/// The same by what their names begin with.
const PASSED_OVER_GROUPS: [&str; 2] = ["SCHILY.", "LIBARCHIVE."];

/// Refuses attributes that change which file an entry is or which bytes it has.
pub(super) fn harmless(attributes: &[u8]) -> Result<(), String> {
    for attribute in PaxExtensions::new(attributes) {
        let attribute = attribute.map_err(|_| "its attributes are torn".to_owned())?;
        let key = attribute.key().map_err(|_| "its attributes have a name that is no UTF-8".to_owned())?;
        let is_size = key == "SCHILY.realsize";
        let is_passed_over =
            PASSED_OVER.contains(&key) || PASSED_OVER_GROUPS.iter().any(|group| key.starts_with(group));
        if is_size || !is_passed_over {
            return Err(format!(
                "it changes `{key}` of the next entry, which readers understand differently"
            ));
        }
    }
    Ok(())
}
