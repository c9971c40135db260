//! What a turn can be given, and how it is written for the server.
//!
//! In: a text, input items of this module or of `types`, or an external message. Out: members of the params of
//! `turn/start` and `turn/steer`.

use std::path::PathBuf;

use super::base64;
use crate::types::{
    FunctionCallOutputBody, FunctionCallOutputContentItem, ImageUserInput, LocalImageUserInput,
    MentionUserInput, SkillUserInput, TextUserInput, TurnToolOutput, UserInput,
};
use crate::wire::Maybe;

/// A text of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextInput {
    /// The text.
    pub text: String,
}

impl TextInput {
    /// This text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

/// An image by its URL: a `data:` URL, which holds the image itself.
///
/// The runtime refuses addresses of the network with a [`JsonRpcError`](super::JsonRpcError).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageInput {
    /// The URL.
    pub url: String,
}

impl ImageInput {
    /// The image of this URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// An image that the program has in memory, such as one of type `image/png`.
    #[must_use]
    pub fn from_bytes(data: &[u8], media_type: &str) -> Self {
        Self { url: format!("data:{media_type};base64,{}", base64::encode(data)) }
    }
}

/// An image in a file that the runtime can read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalImageInput {
    /// The file.
    pub path: PathBuf,
}

impl LocalImageInput {
    /// The image in this file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

/// A skill to use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkillInput {
    /// Its name.
    pub name: String,
    /// Path of its `SKILL.md`.
    pub path: PathBuf,
}

impl SkillInput {
    /// The skill of this name, with the path of its `SKILL.md`.
    pub fn new(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self { name: name.into(), path: path.into() }
    }
}

/// A resource that the text mentions, such as an app or a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MentionInput {
    /// Its name.
    pub name: String,
    /// Its path, such as `app://ID`.
    pub path: String,
}

impl MentionInput {
    /// The resource of this name and path.
    pub fn new(name: impl Into<String>, path: impl Into<String>) -> Self {
        Self { name: name.into(), path: path.into() }
    }
}

/// Content of another agent, tool or program, which the model shall not obey.
///
/// It has the authority of a tool's output: below the developer's and the user's words, and it approves of nothing. It
/// is the whole input of `Thread::run` or `Thread::turn`, and joins the turn that is under way if there is one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ExternalMessage {
    /// The tool that delivers it. The runtime refuses a blank name.
    pub tool_name: String,
    /// A text, or content items as in the output of a function call.
    pub content: FunctionCallOutputBody,
    /// Namespace of the tool.
    pub namespace: Option<String>,
}

impl ExternalMessage {
    /// What a tool delivers: a text, or content items.
    pub fn new(tool_name: impl Into<String>, content: impl Into<FunctionCallOutputBody>) -> Self {
        Self { tool_name: tool_name.into(), content: content.into(), namespace: None }
    }

    /// What a tool delivers as content items.
    pub fn of_items<I>(tool_name: impl Into<String>, items: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<FunctionCallOutputContentItem>,
    {
        Self::new(
            tool_name,
            items.into_iter().map(Into::into).collect::<Vec<FunctionCallOutputContentItem>>(),
        )
    }

    /// Sets `namespace`.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }
}

/// One part of what the user says.
pub type InputItem = UserInput;

/// What the user says: a text, one item, or several in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Input(Vec<InputItem>);

impl Input {
    /// The items.
    #[must_use]
    pub fn items(&self) -> &[InputItem] {
        &self.0
    }
}

/// What a turn starts with. An empty list lets the model go on without new input.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RunInput {
    /// What the user says.
    User(Input),
    /// What another agent, tool or program says.
    External(ExternalMessage),
}

impl From<TextInput> for UserInput {
    fn from(input: TextInput) -> Self {
        TextUserInput::new(input.text).into()
    }
}

impl From<ImageInput> for UserInput {
    fn from(input: ImageInput) -> Self {
        ImageUserInput::default().url(input.url).into()
    }
}

impl From<LocalImageInput> for UserInput {
    fn from(input: LocalImageInput) -> Self {
        LocalImageUserInput::new(text_of(input.path)).into()
    }
}

impl From<SkillInput> for UserInput {
    fn from(input: SkillInput) -> Self {
        SkillUserInput::new(input.name, text_of(input.path)).into()
    }
}

impl From<MentionInput> for UserInput {
    fn from(input: MentionInput) -> Self {
        MentionUserInput::new(input.name, input.path).into()
    }
}

/// The protocol is text: a path that is none names no file that the runtime could be told of.
fn text_of(path: PathBuf) -> String {
    path.into_os_string().into_string().unwrap_or_else(|path| path.to_string_lossy().into_owned())
}

/// One item as the whole input.
macro_rules! items {
    ($($item:ty),* $(,)?) => {$(
        impl From<$item> for Input {
            fn from(item: $item) -> Self {
                Self(vec![item.into()])
            }
        }

        impl From<$item> for RunInput {
            fn from(item: $item) -> Self {
                Self::User(item.into())
            }
        }
    )*};
}

items!(TextInput, ImageInput, LocalImageInput, SkillInput, MentionInput, UserInput);

/// A text as the whole input.
macro_rules! texts {
    ($($text:ty),* $(,)?) => {$(
        impl From<$text> for Input {
            fn from(text: $text) -> Self {
                TextInput::new(text).into()
            }
        }

        impl From<$text> for RunInput {
            fn from(text: $text) -> Self {
                Self::User(text.into())
            }
        }
    )*};
}

texts!(&str, &String, String);

impl<T: Into<InputItem>> From<Vec<T>> for Input {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<InputItem>, const N: usize> From<[T; N]> for Input {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<InputItem>> FromIterator<T> for Input {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<InputItem>> From<Vec<T>> for RunInput {
    fn from(items: Vec<T>) -> Self {
        Self::User(items.into())
    }
}

impl<T: Into<InputItem>, const N: usize> From<[T; N]> for RunInput {
    fn from(items: [T; N]) -> Self {
        Self::User(items.into())
    }
}

impl From<Input> for RunInput {
    fn from(input: Input) -> Self {
        Self::User(input)
    }
}

impl From<ExternalMessage> for RunInput {
    fn from(message: ExternalMessage) -> Self {
        Self::External(message)
    }
}

/// The members `input` and `toolOutput` of `turn/start`.
pub(crate) fn turn_input(input: RunInput) -> (Vec<UserInput>, Maybe<TurnToolOutput>) {
    match input {
        RunInput::User(input) => (steer_input(input), Maybe::Absent),
        RunInput::External(message) => {
            let output = TurnToolOutput::new(message.tool_name, message.content);
            (Vec::new(), output.namespace(Maybe::from(message.namespace)).into())
        }
    }
}

/// The member `input` of `turn/steer`.
pub(crate) fn steer_input(input: Input) -> Vec<UserInput> {
    input.0
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{
        ExternalMessage, ImageInput, Input, LocalImageInput, MentionInput, RunInput, SkillInput, TextInput,
        turn_input,
    };
    use crate::wire;

    fn written(input: impl Into<RunInput>) -> Value {
        let (input, output) = turn_input(input.into());
        assert!(output.is_absent());
        wire::to_value(&input).unwrap()
    }

    #[test]
    fn texts_and_items_are_written_in_their_order() {
        let hello = json!([{"type": "text", "text": "hello"}]);
        assert_eq!(written("hello"), hello);
        assert_eq!(written(String::from("hello")), hello);
        assert_eq!(written(vec![TextInput::new("hello")]), hello);
        assert_eq!(written(Input::from("hello")), hello);
        let items: [super::InputItem; 4] = [
            ImageInput::from_bytes(b"foobar", "image/png").into(),
            LocalImageInput::new("/a.png").into(),
            SkillInput::new("s", "/s/SKILL.md").into(),
            MentionInput::new("m", "app://m").into(),
        ];
        assert_eq!(
            written(items),
            json!([
                {"type": "image", "url": "data:image/png;base64,Zm9vYmFy"},
                {"type": "localImage", "path": "/a.png"},
                {"type": "skill", "name": "s", "path": "/s/SKILL.md"},
                {"type": "mention", "name": "m", "path": "app://m"},
            ])
        );
        assert_eq!(written(Vec::<TextInput>::new()), json!([]));
    }

    #[test]
    fn an_external_message_is_the_output_of_a_tool() {
        let (input, output) = turn_input(ExternalMessage::new("mail", "text").namespace("n").into());
        assert!(input.is_empty());
        let output = wire::to_value(&output.into_option().unwrap()).unwrap();
        assert_eq!(output, json!({"name": "mail", "output": "text", "namespace": "n"}));
    }
}
