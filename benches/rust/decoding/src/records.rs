//! The records of the measured messages, written by hand as their author would who needs no others: owned, plain, and
//! closed. Where a record holds a tagged union, the union is a parameter, so that two ways of reading tags share it.

use serde::Deserialize;
use serde_json::Value;

macro_rules! records {
    ($($name:ident $(<$union:ident>)? { $($(#[$attribute:meta])* $field:ident: $ty:ty,)* })*) => {
        $(
            #[derive(Debug, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $name $(<$union>)? { $($(#[$attribute])* pub $field: $ty,)* }
        )*
    };
}

macro_rules! enums {
    ($($case:literal $name:ident { $($value:ident,)* })*) => {
        $(
            #[derive(Debug, Deserialize)]
            #[serde(rename_all = $case)]
            pub enum $name { $($value,)* }
        )*
    };
}

records! {
    ItemStarted<I> { item: I, started_at_ms: i64, thread_id: String, turn_id: String, }
    ItemCompleted<I> { item: I, completed_at_ms: i64, thread_id: String, turn_id: String, }
    AgentMessageDelta { delta: String, item_id: String, thread_id: String, turn_id: String, }
    TokenUsageUpdated { thread_id: String, turn_id: String, token_usage: TokenUsage, }
    TokenUsage { last: Breakdown, total: Breakdown, model_context_window: Option<i64>, }
    Breakdown {
        #[serde(default)] cache_write_input_tokens: i64,
        cached_input_tokens: i64,
        input_tokens: i64,
        output_tokens: i64,
        reasoning_output_tokens: i64,
        total_tokens: i64,
    }
    TurnCompleted<I> { thread_id: String, turn: Turn<I>, }
    Turn<I> {
        id: String,
        items: Vec<I>,
        status: TurnStatus,
        #[serde(default)] items_view: ItemsView,
        error: Option<TurnError>,
        started_at: Option<i64>,
        completed_at: Option<i64>,
        duration_ms: Option<i64>,
        root_turn_id: Option<String>,
    }
    TurnError { message: String, additional_details: Option<String>, codex_error_info: Option<Value>, }
    UserMessage<U> { id: String, client_id: Option<String>, content: Vec<U>, }
    TextInput { text: String, #[serde(default, rename = "text_elements")] text_elements: Vec<TextElement>, }
    TextElement { byte_range: ByteRange, placeholder: Option<String>, }
    ByteRange { start: u64, end: u64, }
    LocalImage { path: String, }
    Named { name: String, path: String, }
    AgentMessage {
        id: String,
        text: String,
        phase: Option<Phase>,
        memory_citation: Option<MemoryCitation>,
        delivery: Option<Value>,
        questions: Option<Vec<Value>>,
    }
    MemoryCitation { entries: Vec<Value>, thread_ids: Vec<String>, }
    Plan { id: String, text: String, }
    Reasoning { id: String, #[serde(default)] summary: Vec<String>, #[serde(default)] content: Vec<String>, }
    CommandExecution<A> {
        id: String,
        command: String,
        cwd: String,
        process_id: Option<String>,
        #[serde(default)] source: Source,
        status: Status,
        command_actions: Vec<A>,
        aggregated_output: Option<String>,
        exit_code: Option<i32>,
        duration_ms: Option<i64>,
        plugin_id: Option<String>,
        script_path: Option<String>,
    }
    ReadAction { command: String, name: String, path: String, }
    ListFiles { command: String, path: Option<String>, }
    SearchAction { command: String, path: Option<String>, query: Option<String>, }
    OtherAction { command: String, }
    FileChange<K> { id: String, status: Status, changes: Vec<Change<K>>, }
    Change<K> { path: String, kind: K, diff: String, }
    Added {}
    Updated { #[serde(rename = "move_path")] move_path: Option<String>, }
    ToolCall {
        id: String,
        server: String,
        tool: String,
        status: Status,
        arguments: Value,
        app_context: Option<AppContext>,
        mcp_app_ui: Option<Value>,
        mcp_app_resource_uri: Option<String>,
        plugin_id: Option<String>,
        read_only_hint: Option<bool>,
        result: Option<ToolResult>,
        error: Option<ToolError>,
        duration_ms: Option<i64>,
    }
    AppContext { connector_id: String, action_name: Option<String>, }
    ToolResult {
        content: Vec<Value>,
        structured_content: Option<Value>,
        #[serde(rename = "_meta")] meta: Option<Value>,
    }
    ToolError { message: String, }
    WebSearch<W> { id: String, query: String, action: Option<W>, results: Option<Vec<Value>>, }
    SearchQueries { query: Option<String>, queries: Option<Vec<String>>, }
    OpenPage { url: Option<String>, }
}

enums! {
    "camelCase" TurnStatus { Completed, Interrupted, Failed, InProgress, }
    "camelCase" Status { InProgress, Completed, Failed, Declined, }
    "snake_case" Phase { Commentary, PartialAnswer, FinalAnswer, }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemsView {
    NotLoaded,
    Summary,
    #[default]
    Full,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    #[default]
    Agent,
    UserShell,
    UnifiedExecStartup,
    UnifiedExecInteraction,
}
