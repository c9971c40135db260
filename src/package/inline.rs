//! The files of the crate that need no client in, one text with the same modules inside out, for `include!`.
//! Every path in them is relative, so that the modules may stand anywhere in another crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::rust::KIT;
use crate::diag::{Code, Diagnostic, Outcome};

/// What the crate around cannot ask of generated code: that it uses all of it, and that it is to the taste of lints.
const LENIENCE: &str =
    "#[allow(dead_code, unreachable_pub, unused_imports, unused_macros, clippy::all, clippy::pedantic)]";

/// The root of the crate, which is that of a package.
const ROOT: &str = "src/lib.rs";

/// Puts the modules into one text.
///
/// # Errors
/// A module is declared, and no file has it.
pub fn inline(emitted: &[(String, String)], header: &[String]) -> Outcome<String> {
    let templates = KIT.parts(false).filter_map(|(path, template)| {
        Some((path.strip_prefix("src/")?, String::from_utf8_lossy(template.bytes)))
    });
    let emitted = emitted.iter().filter(|(path, _)| *path != ROOT && !KIT.is_of_client(path));
    let emitted = emitted.filter_map(|(path, text)| Some((path.strip_prefix("src/")?, text.as_str().into())));
    let files: BTreeMap<&str, _> =
        templates.chain(emitted).filter_map(|(path, text)| Some((path.strip_suffix(".rs")?, text))).collect();
    let mut out = String::new();
    for line in header {
        // Writing to a string never fails.
        let _ = writeln!(out, "// {line}");
    }
    for (module, text) in files.iter().filter(|(module, _)| !module.contains('/')) {
        let _ = write!(out, "\n{LENIENCE}\npub mod {module} {{\n");
        module_into(&mut out, module, text, &|path| files.get(path).map(AsRef::as_ref))?;
        out.push_str("}\n");
    }
    Ok(out)
}

/// The text of a module with those that it declares in their places.
fn module_into<'a>(
    out: &mut String,
    path: &str,
    text: &str,
    file: &impl Fn(&str) -> Option<&'a str>,
) -> Outcome<()> {
    for line in text.lines() {
        let Some((declaration, name)) = declared(line) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let inside = format!("{path}/{name}");
        let Some(text) = file(&inside) else {
            let message = format!("{path}.rs declares the module {name}, and no file has it");
            let problem = Diagnostic::new(Code::OutputPath, message);
            return Err(problem.help("emit the file, or declare no such module").into());
        };
        let _ = writeln!(out, "{declaration} {{");
        module_into(out, &inside, text, file)?;
        out.push_str("}\n");
    }
    Ok(())
}

/// The declaration of a module that stands in a file of its own, without its semicolon, and the module's name.
fn declared(line: &str) -> Option<(&str, &str)> {
    let declaration = line.strip_suffix(';')?;
    let (before, name) = declaration.rsplit_once("mod ")?;
    let visibility = before.trim_end();
    let is_visibility = visibility.is_empty() || visibility == "pub" || visibility.starts_with("pub(");
    let is_item = !line.starts_with(char::is_whitespace) && is_visibility;
    is_item.then_some((declaration, name.strip_prefix("r#").unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_told_from_other_lines() {
        assert_eq!(declared("mod thread;"), Some(("mod thread", "thread")));
        assert_eq!(declared("pub(crate) mod codec;"), Some(("pub(crate) mod codec", "codec")));
        assert_eq!(declared("pub mod r#type;"), Some(("pub mod r#type", "type")));
        for line in
            ["    mod thread;", "mod thread {", "use super::mod_thread;", "// mod thread;", "let mod x;"]
        {
            assert_eq!(declared(line), None, "{line}");
        }
    }

    #[test]
    fn modules_stand_in_each_other() {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let files = [
            file("src/lib.rs", "pub mod types;\n"),
            file("src/client/rpc.rs", "//! Not here.\n"),
            file("src/events.rs", "//! Events.\n"),
            file("src/types.rs", "//! Types.\n\nmod thread;\npub use thread::Thread;\n"),
            file("src/types/thread.rs", "//! Of threads.\n\npub struct Thread;\n"),
        ];
        let text = inline(&files, &["made".to_owned()]).unwrap();
        let start = format!("// made\n\n{LENIENCE}\npub mod events {{\n//! Events.\n}}\n");
        assert!(text.starts_with(&start), "{text}");
        let types =
            "pub mod types {\n//! Types.\n\nmod thread {\n//! Of threads.\n\npub struct Thread;\n}\npub use";
        assert!(text.contains(types), "{text}");
        assert!(!text.contains("Not here"), "{text}");
    }

    #[test]
    fn a_module_without_a_file_is_refused() {
        let files = [("src/types.rs".to_owned(), "mod thread;\n".to_owned())];
        let report = inline(&files, &[]).unwrap_err();
        assert_eq!(report.diagnostics()[0].code, Code::OutputPath);
    }
}
