//! Tags read by what serde derives: messages adjacently tagged, unions internally.

use serde::Deserialize;

use crate::records::*;

#[derive(Debug, Deserialize)]
#[serde(tag = "method", content = "params")]
pub enum Notification {
    #[serde(rename = "item/started")]
    ItemStarted(ItemStarted<ThreadItem>),
    #[serde(rename = "item/completed")]
    ItemCompleted(ItemCompleted<ThreadItem>),
    #[serde(rename = "item/agentMessage/delta")]
    AgentMessageDelta(AgentMessageDelta),
    #[serde(rename = "thread/tokenUsage/updated")]
    TokenUsageUpdated(TokenUsageUpdated),
    #[serde(rename = "turn/completed")]
    TurnCompleted(TurnCompleted<ThreadItem>),
}

macro_rules! unions {
    ($($name:ident { $($variant:ident($ty:ty),)* })*) => {
        $(
            #[derive(Debug, Deserialize)]
            #[serde(tag = "type", rename_all = "camelCase")]
            pub enum $name { $($variant($ty),)* }
        )*
    };
}

unions! {
    ThreadItem {
        UserMessage(UserMessage<UserInput>),
        AgentMessage(AgentMessage),
        Plan(Plan),
        Reasoning(Reasoning),
        CommandExecution(CommandExecution<CommandAction>),
        FileChange(FileChange<ChangeKind>),
        McpToolCall(ToolCall),
        WebSearch(WebSearch<WebAction>),
    }
    UserInput { Text(TextInput), LocalImage(LocalImage), Skill(Named), Mention(Named), }
    CommandAction { Read(ReadAction), ListFiles(ListFiles), Search(SearchAction), Unknown(OtherAction), }
    ChangeKind { Add(Added), Delete(Added), Update(Updated), }
    WebAction { Search(SearchQueries), OpenPage(OpenPage), }
}
