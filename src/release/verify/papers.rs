//! METADATA and WHEEL of a wheel in, what they say out, and everything in which they and the file name disagree.

use std::str::FromStr as _;

use super::Faults;
use super::name::Name;
use crate::release::wheel::requirement::{Requirement, normalized};

/// The headers of a paper in their order; a line that continues one is a part of it.
pub(super) fn headers(text: &str) -> Vec<(&str, &str)> {
    let lines = text.lines().take_while(|line| !line.is_empty());
    let headers = lines.filter(|line| !line.starts_with([' ', '\t']));
    headers.filter_map(|line| line.split_once(':').map(|(name, value)| (name.trim(), value.trim()))).collect()
}

/// The values of one header.
pub(super) fn values<'a>(headers: &[(&str, &'a str)], name: &str) -> Vec<&'a str> {
    let same = headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
    same.map(|(_, value)| *value).collect()
}

/// What WHEEL says agrees with the name.
pub(super) fn wheel(text: &str, name: &Name, faults: &mut Faults<'_>) {
    let headers = headers(text);
    let one = |header: &str, expected: &str, faults: &mut Faults<'_>| {
        let found = values(&headers, header);
        if found != [expected] {
            faults.add(format!("WHEEL has {header}: {} and not {expected} alone", found.join(", ")));
        }
    };
    one("Wheel-Version", "1.0", faults);
    one("Tag", &name.tag(), faults);
    let is_pure = name.platform.is_none().to_string();
    one("Root-Is-Purelib", &is_pure, faults);
}

/// What METADATA says agrees with the name; the requirements come back.
pub(super) fn metadata(text: &str, name: &Name, faults: &mut Faults<'_>) -> Vec<Requirement> {
    let headers = headers(text);
    let distribution = values(&headers, "Name");
    if !matches!(distribution.as_slice(), [found] if normalized(found) == name.distribution) {
        faults.add(format!("METADATA names {} and not {}", distribution.join(", "), name.distribution));
    }
    let version = values(&headers, "Version");
    let is_same = |found: &str| pep440_rs::Version::from_str(found).is_ok_and(|found| found == name.version);
    if !matches!(version.as_slice(), [found] if is_same(found)) {
        faults.add(format!("METADATA has the version {} and not {}", version.join(", "), name.version));
    }
    // What an extra needs says so behind a semicolon.
    let needed = values(&headers, "Requires-Dist").into_iter().filter(|needed| !needed.contains(';'));
    let needed = needed.filter_map(|needed| {
        let requirement = Requirement::parse(needed);
        if requirement.is_none() {
            faults.add(format!("METADATA requires {needed:?}, which is more than a name and versions"));
        }
        requirement
    });
    needed.collect()
}
