//! The documentation of curated classes and calls: the words of their rows, then what the model knows: the request,
//! since when it is there, and each parameter in the words of its row or of the schema.

use super::Form;
use super::api::Calls;
use crate::emit::describe;
use crate::emit::docs::first_sentence;
use crate::emit::python::syntax::Doc;
use crate::surface::{Argument, Class, Client};

/// The docstring of a curated class.
pub(super) fn about_class(client: &Client<'_>, class: &Class<'_>, form: Form) -> Option<Doc> {
    let absent = "A parameter that is `None` is not sent: what the runtime has by default holds.";
    Doc::new(&format!("{}\n\n{absent} {}", form.of(&class.docs), client.raises))
}

/// The docstring of a curated call.
pub(super) fn about_call(calls: &Calls<'_>) -> Option<Doc> {
    let said = calls.call.doc.trim_end();
    let mut facts = vec![format!("Method: `{}`.", calls.method.wire)];
    facts.extend(describe::facts(&calls.method.about));
    let break_ = if said.contains("\n\n") { "\n\n" } else { " " };
    let arguments = calls.call.arguments.iter();
    let arguments =
        arguments.filter_map(|argument| Some((argument.name.as_str(), meaning(calls, argument)?)));
    let raises = calls.call.raises.iter().map(|(error, cause)| (error.as_str(), cause.clone()));
    Doc::new(&format!("{said}{break_}{}", facts.join(" ")))
        .map(|doc| doc.section("Args:", arguments).section("Raises:", raises))
}

/// What a parameter means: in the words of its row, else in the first of the schema's.
fn meaning(calls: &Calls<'_>, argument: &Argument<'_>) -> Option<String> {
    let given = calls.given_by(argument);
    let from_schema = || match given.as_slice() {
        [(field, _)] => field.about.doc.as_deref().and_then(first_sentence),
        _ => None,
    };
    let said = argument.doc.map(str::to_owned).or_else(from_schema);
    let since = given.first().and_then(|(field, _)| field.about.life.since.as_ref());
    let since = since.filter(|since| calls.method.about.life.since.as_ref() != Some(since));
    let words = said.into_iter().chain(since.map(|since| format!("Since {since}.")));
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(" "))
}
