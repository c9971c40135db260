//! Names that emitted Python cannot give away: what the language, the runtime and the imports of a module own.
//! A schema name that is one of these gets an ending by rule; a curated one is refused.

use super::KEYWORDS;

/// Whether `types` or an emitted module already means something by that name.
pub(super) fn is_type(name: &str) -> bool {
    KEYWORDS.contains(&name) || RUNTIME_TYPES.contains(&name) || BUILTINS.contains(&name)
}

/// Whether a model cannot have a member of that name.
pub(super) fn is_field(name: &str) -> bool {
    KEYWORDS.contains(&name) || MODEL_ATTRIBUTES.contains(&name) || CLASS_BODY.contains(&name)
}

/// Whether a message cannot have another member of that name.
pub(super) fn is_message_field(name: &str) -> bool {
    is_field(name) || ["id", "method", "params", "payload"].contains(&name)
}

/// Whether an open enum cannot have a member of that name.
pub(super) fn is_value(name: &str) -> bool {
    KEYWORDS.contains(&name) || ENUM_ATTRIBUTES.contains(&name) || STR_METHODS.contains(&name)
}

/// Whether the module of method constants already means something by that name.
pub(super) fn is_constant(name: &str) -> bool {
    ["TYPE_CHECKING", "UNSET"].contains(&name)
}

/// Whether a client cannot have a call of that name.
pub(super) fn is_call(name: &str) -> bool {
    KEYWORDS.contains(&name) || CLASS_BODY.contains(&name) || name == "cls"
}

const RUNTIME_TYPES: [&str; 67] = [
    // The runtime's public classes.
    "UNSET",
    "ErrorResponse",
    "ErrorObject",
    "Incoming",
    "JsonObject",
    "JsonValue",
    "Malformed",
    "Problem",
    "MalformedMessage",
    "Notification",
    "Response",
    "ToleranceKind",
    "ToleranceEvent",
    "Unknown",
    "UnknownNotification",
    "UnknownRequest",
    "UnsetType",
    "WireError",
    // Bases and markers that emitted modules import.
    "ClientMethod",
    "Alternatives",
    "ClientNotificationMethod",
    "ClosedShaped",
    "InboundModel",
    "KnownMessage",
    "NoReturn",
    "NotificationMessage",
    "Open",
    "OpenEnum",
    "OpenText",
    "OutboundModel",
    "RequestMessage",
    "ServerMethod",
    "ServerNotificationMethod",
    "Shape",
    "Shaped",
    "SharedModel",
    // Scalars.
    "Float32",
    "Float64",
    "Int",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "NonEmptyStr",
    "UInt",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    // The standard library and msgspec, as annotations spell them.
    "Annotated",
    "Any",
    "Callable",
    "ClassVar",
    "Enum",
    "Final",
    "Generic",
    "Literal",
    "Mapping",
    "Meta",
    "Protocol",
    "Raw",
    "Sequence",
    "Struct",
    "TYPE_CHECKING",
    "TypeAlias",
    "TypeVar",
    "Union",
];

/// The capitalised builtins of every supported Python.
const BUILTINS: [&str; 73] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BaseExceptionGroup",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "ExceptionGroup",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "PythonFinalizationError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "WindowsError",
    "ZeroDivisionError",
];

/// What the model bases define, and what pydantic's users expect a model to define.
const MODEL_ATTRIBUTES: [&str; 16] = [
    "model_computed_fields",
    "model_config",
    "model_construct",
    "model_copy",
    "model_dump",
    "model_dump_json",
    "model_extra",
    "model_fields",
    "model_fields_set",
    "model_json_schema",
    "model_parametrized_name",
    "model_post_init",
    "model_rebuild",
    "model_validate",
    "model_validate_json",
    "model_validate_strings",
];

/// What the body of a model or of a client uses by name, so that a member of that name would hide it from those below.
const CLASS_BODY: [&str; 9] = ["bool", "dict", "field", "float", "int", "list", "self", "str", "tuple"];

const ENUM_ATTRIBUTES: [&str; 4] = ["is_known", "mro", "name", "value"];

const STR_METHODS: [&str; 47] = [
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "maketrans",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];
