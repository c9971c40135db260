//! Tags read by hand, on the understanding that they come first: what could be had if no message were ever otherwise.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::records::*;

/// A union over records: the tag is the first member, the rest is the record.
macro_rules! unions {
    ($($name:ident { $($tag:literal $variant:ident($ty:ty),)* })*) => {
        $(
            #[derive(Debug)]
            pub enum $name { $($variant($ty),)* }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    struct TagFirst;
                    impl<'de> Visitor<'de> for TagFirst {
                        type Value = $name;

                        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                            f.write_str(stringify!($name))
                        }

                        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                            let Some("type") = map.next_key::<&str>()? else {
                                return Err(A::Error::custom("the tag is not first"));
                            };
                            match map.next_value::<&str>()? {
                                $($tag => <$ty>::deserialize(MapAccessDeserializer::new(map)).map($name::$variant),)*
                                _ => Err(A::Error::custom("unknown")),
                            }
                        }
                    }
                    deserializer.deserialize_map(TagFirst)
                }
            }
        )*
    };
}

unions! {
    ThreadItem {
        "userMessage" UserMessage(UserMessage<UserInput>),
        "agentMessage" AgentMessage(AgentMessage),
        "plan" Plan(Plan),
        "reasoning" Reasoning(Reasoning),
        "commandExecution" CommandExecution(CommandExecution<CommandAction>),
        "fileChange" FileChange(FileChange<ChangeKind>),
        "mcpToolCall" McpToolCall(ToolCall),
        "webSearch" WebSearch(WebSearch<WebAction>),
    }
    UserInput {
        "text" Text(TextInput),
        "localImage" LocalImage(LocalImage),
        "skill" Skill(Named),
        "mention" Mention(Named),
    }
    CommandAction {
        "read" Read(ReadAction),
        "listFiles" ListFiles(ListFiles),
        "search" Search(SearchAction),
        "unknown" Unknown(OtherAction),
    }
    ChangeKind { "add" Add(Added), "delete" Delete(Added), "update" Update(Updated), }
    WebAction { "search" Search(SearchQueries), "openPage" OpenPage(OpenPage), }
}

/// A message: the method is the first member, the params are the second.
macro_rules! messages {
    ($name:ident { $($method:literal $variant:ident($ty:ty),)* }) => {
        #[derive(Debug)]
        pub enum $name { $($variant($ty),)* }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct MethodFirst;
                impl<'de> Visitor<'de> for MethodFirst {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(stringify!($name))
                    }

                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        let Some("method") = map.next_key::<&str>()? else {
                            return Err(A::Error::custom("the method is not first"));
                        };
                        let method = map.next_value::<&str>()?;
                        let Some("params") = map.next_key::<&str>()? else {
                            return Err(A::Error::custom("the params do not follow"));
                        };
                        let message = match method {
                            $($method => map.next_value::<$ty>().map($name::$variant)?,)*
                            _ => return Err(A::Error::custom("unknown")),
                        };
                        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                        Ok(message)
                    }
                }
                deserializer.deserialize_map(MethodFirst)
            }
        }
    };
}

messages! {
    Notification {
        "item/started" ItemStarted(ItemStarted<ThreadItem>),
        "item/completed" ItemCompleted(ItemCompleted<ThreadItem>),
        "item/agentMessage/delta" AgentMessageDelta(AgentMessageDelta),
        "thread/tokenUsage/updated" TokenUsageUpdated(TokenUsageUpdated),
        "turn/completed" TurnCompleted(TurnCompleted<ThreadItem>),
    }
}
