//! The documentation of curated classes and calls: the words of their rows, then what the model knows: the request,
//! since when it is there, and each parameter in the words of its row or of the schema.

use super::Form;
use super::api::Calls;
use crate::emit::calls::{self, curated};
use crate::emit::python::syntax::Doc;
use crate::ir::Field;
use crate::surface::{Argument, Class, Client};

/// The docstring of a curated class.
pub(super) fn about_class(client: &Client<'_>, class: &Class<'_>, form: Form) -> Option<Doc> {
    let absent = "A parameter that is `None` is not sent: what the runtime has by default holds.";
    Doc::new(&format!("{}\n\n{absent} {}", form.of(&class.docs), client.raises))
}

/// The docstring of a curated call.
pub(super) fn about_call(calls: &Calls<'_>) -> Option<Doc> {
    let arguments = calls.call.arguments.iter();
    let arguments =
        arguments.filter_map(|argument| Some((argument.name.as_str(), meaning(calls, argument)?)));
    let raises = calls.call.raises.iter().map(|(error, cause)| (error.as_str(), cause.clone()));
    Doc::new(&curated(calls.call, calls.method))
        .map(|doc| doc.section("Args:", arguments).section("Raises:", raises))
}

/// What a parameter means.
fn meaning(calls: &Calls<'_>, argument: &Argument<'_>) -> Option<String> {
    let given: Vec<&Field> = calls.given_by(argument).into_iter().map(|(field, _)| field).collect();
    calls::meaning(calls.method, argument, &given)
}
