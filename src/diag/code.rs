//! The closed list of problem codes: a letter, the digit of the floor that finds it, two more digits.
//! A code, once released, keeps its meaning.

use std::fmt;

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// A decision was taken with a safe default (`--provisional`).
    Assumed,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// What kind of problem it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The stable text, such as `E104`.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// A file cannot be read or written.
    FileAccess = "E001",
    /// A file is not UTF-8.
    NotUtf8 = "E002",
    /// The curation file is not well-formed or does not fit its schema.
    CurationSyntax = "E010",
    /// A curation row that nothing used.
    CurationDeadRow = "E011",
    /// A curation row that contradicts another row or the schema.
    CurationConflict = "E012",
    /// A file does not have the bytes that the pin names.
    PinMismatch = "E100",
    /// `pin.toml` is missing or malformed.
    PinSyntax = "E101",
    /// The document is not JSON.
    JsonSyntax = "E102",
    /// An object has one key twice.
    JsonDuplicateKey = "E103",
    /// The document is not a schema bundle: no `definitions`, or something that is not a schema among them.
    BundleShape = "E104",
    /// A reference that is not local or does not resolve.
    DanglingReference = "E105",
    /// A keyword that the front end does not know.
    UnknownKeyword = "E106",
    /// Keywords that do not go together, or a value that a keyword cannot have.
    KeywordMisuse = "E107",
    /// The stable and the experimental export say different things.
    ExportsDisagree = "E108",
    /// A curation patch whose asserted old shape is not there any more.
    PatchStale = "E110",
    /// The document nests deeper than any schema does.
    TooDeep = "E111",
    /// A union whose branches cannot be told apart.
    AmbiguousUnion = "E200",
    /// Branches that give one property different types.
    ConflictingBranches = "E202",
    /// A default that its own type does not accept.
    DefaultMismatch = "E203",
    /// An alias that reaches itself without passing through a record, union, list or map.
    EndlessAlias = "E204",
    /// A required envelope definition is missing or has another form.
    EnvelopeShape = "E210",
    /// A method has no result type.
    UnresolvedResult = "E211",
    /// One method is declared twice.
    DuplicateMethod = "E212",
    /// A part of the protocol is asked for that there is not.
    UnknownPart = "E213",
    /// Two things want one name.
    NameCollision = "E300",
    /// No name can be made from the wire text.
    NoName = "E301",
    /// A curated name is not a legal or free name.
    BadCuratedName = "E302",
    /// Two members of one object map to one name.
    MemberCollision = "E303",
    /// A definition that no module row places.
    Unplaced = "E400",
    /// A public signature reaches a type that has no public name.
    NotClosed = "E401",
    /// A root export that nothing provides.
    UnknownExport = "E402",
    /// A command was asked about a name that does not exist.
    UnknownName = "E403",
    /// A request of the server, and nothing says how a client refuses it.
    Unanswered = "E404",
    /// The history does not know something that the pin has, or knows it differently.
    HistoryStale = "E410",
    /// A required member that older runtimes leave out, and nothing stands for it.
    AbsentMember = "E411",
    /// A curated method of a request that clients do not have, or of another method that is not there.
    UnknownCall = "E420",
    /// A curated parameter, or a place in a result, that the types of the request do not have.
    UnknownParameter = "E421",
    /// A curated method that leaves a required member out.
    MissingParameter = "E422",
    /// A curated method or parameter that is experimental or deprecated, and nobody said that it may be.
    UnstableParameter = "E423",
    /// What the schema says cannot be expressed in an SDK.
    Inexpressible = "E500",
    /// Something that one package offers and the other does not, and no row says why.
    Disparity = "E501",
    /// Two producers wrote one path, or a path leaves the output folder.
    OutputPath = "E600",
    /// A template with an unknown or unused hole.
    TemplateHole = "E601",
    /// The output folder holds a file that is not ours where one of ours belongs.
    ForeignFile = "E602",
    /// The generated tree differs from what the inputs give.
    Drift = "E610",
    /// A command was used in a way that it cannot serve.
    Usage = "E700",
    /// Another program failed.
    Program = "E701",
    /// A version that is none of those that a release can have.
    BadVersion = "E800",
    /// A platform tag that is none, or platforms that disagree.
    BadPlatform = "E801",
    /// A source of a release that is none of the kinds that are taken, or that is broken.
    BadSource = "E802",
    /// An entry of an archive or of a folder that is not let in.
    HostileEntry = "E803",
    /// A source, or an entry of it, that does not have the digest that was promised.
    DigestMismatch = "E804",
    /// A runtime package that lacks something, or whose parts disagree.
    BadPayload = "E805",
    /// A staging folder that cannot be given up for a new one.
    BadStaging = "E806",
    /// A staged project that is not one of those that wheels are written of.
    BadProject = "E810",
    /// A wheel that is not what it claims, or that does not go with another.
    BadWheel = "E811",
    /// A source that says another version than it is released as.
    OtherVersion = "E820",
    /// A runtime that the client of the SDK refuses.
    RuntimeTooOld = "E821",
    /// A platform for which there is no source, or more than one.
    NoSource = "E822",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
