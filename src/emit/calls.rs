//! A request of the client in, what there is to say about its call out, in the words that both languages share: what
//! the schema or a row says, what a program must set, since when it is there, how long it may take.

use super::describe;
use super::docs::first_sentence;
use crate::ir::{Field, Method};
use crate::surface::{Argument, Call, Client};

/// The documentation of the typed method of a request; `opt_in` is what a program sets to use what is experimental, and
/// `params` names what the method takes where the signature does not.
#[must_use]
pub fn request(
    client: &Client<'_>,
    opt_in: &str,
    index: usize,
    method: &Method,
    params: Option<String>,
) -> String {
    let mut facts = describe::call(method, opt_in);
    facts.extend(params);
    facts.extend(client.timeouts.get(&index).map(|seconds| match seconds {
        Some(seconds) => format!("Default timeout: {seconds} seconds."),
        None => "No timeout by default.".to_owned(),
    }));
    let mut paragraphs = vec![format!("Call `{}`.", method.wire)];
    paragraphs.extend(method.about.doc.iter().map(|doc| doc.to_string()));
    if !facts.is_empty() {
        paragraphs.push(facts.join(" "));
    }
    paragraphs.join("\n\n")
}

/// What a curated method does: the words of its row, then its request and since when that is there.
#[must_use]
pub fn curated(call: &Call<'_>, method: &Method) -> String {
    let said = call.doc.trim_end();
    let mut facts = vec![format!("Method: `{}`.", method.wire)];
    facts.extend(describe::facts(&method.about));
    let break_ = if said.contains("\n\n") { "\n\n" } else { " " };
    format!("{said}{break_}{}", facts.join(" "))
}

/// What a parameter means that gives these members: in the words of its row, else in the first of the schema's.
#[must_use]
pub fn meaning(method: &Method, argument: &Argument<'_>, given: &[&Field]) -> Option<String> {
    let from_schema = || match given {
        [field] => field.about.doc.as_deref().and_then(first_sentence),
        _ => None,
    };
    let said = argument.doc.map(str::to_owned).or_else(from_schema);
    let since = given.first().and_then(|field| field.about.life.since.as_ref());
    let since = since.filter(|since| method.about.life.since.as_ref() != Some(since));
    let words = said.into_iter().chain(since.map(|since| format!("Since {since}.")));
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(" "))
}
