//! A name in any spelling in, what it stands for out: where it comes from, what it is, who uses it, why it is public.
//! The text is inert: nothing that the schema says reaches a terminal as control characters.

mod find;
mod reach;

use std::fmt::Write as _;

use super::{Placement, Surface, spell};
use crate::diag::{Code, Diagnostic, Outcome, Place, Sources, inert, nearest};
use crate::ir::{About, Body, DefId, Direction, Field, Method, Stability};
use find::Subject;

/// The tables of the curation file that add to the model.
const CURATED: [&str; 2] = ["known_values", "notifications"];
/// How many users of a type one line names.
const SHOWN: usize = 4;

/// Explains a name: a type, member or value, a method by wire name, call or constant, a message, a root export or a
/// module. Of several things of one name the likeliest, or all. `oldest` is the first runtime on record.
///
/// # Errors
/// Nothing has that name.
pub fn explain(
    surface: &Surface<'_>,
    sources: &Sources,
    oldest: Option<&str>,
    name: &str,
    all: bool,
) -> Outcome<String> {
    let subjects = find::subjects(surface);
    let mut found: Vec<&Subject> =
        subjects.iter().filter(|subject| subject.spellings.iter().any(|s| s == name)).collect();
    found.sort_by_key(|subject| subject.rank(surface));
    let Some(best) = found.first() else {
        let spellings = subjects.iter().flat_map(|subject| subject.spellings.iter().map(String::as_str));
        let unknown = Diagnostic::new(Code::UnknownName, format!("nothing is called {name}"));
        let meant = nearest(name, spellings).map(|near| format!("did you mean `{near}`?"));
        return Err(unknown
            .help(meant.unwrap_or_else(|| "`codex-sdkgen surface` lists every public name".to_owned()))
            .into());
    };
    let page = Page { surface, sources, oldest };
    if all {
        return Ok(found.iter().map(|subject| page.text(subject)).collect::<Vec<_>>().join("\n"));
    }
    let mut text = page.text(best);
    if found.len() > 1 {
        let _ = writeln!(
            text,
            "…{} more of that name: codex-sdkgen explain {} --all",
            found.len() - 1,
            inert(name)
        );
    }
    Ok(text)
}

struct Page<'a, 'b> {
    surface: &'b Surface<'a>,
    sources: &'b Sources,
    oldest: Option<&'b str>,
}

type Rows = Vec<(&'static str, String)>;

impl Page<'_, '_> {
    fn text(&self, subject: &Subject) -> String {
        let (heading, rows) = self.rows(subject);
        let mut text = inert(&heading) + "\n";
        for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(text, "  {label:<9} {}", inert(value));
        }
        text
    }

    fn rows(&self, subject: &Subject) -> (String, Rows) {
        let Surface { ir, names, .. } = self.surface;
        let title = &subject.title;
        match subject.what {
            find::What::Root(index) => match self.surface.root.get(index) {
                Some(export) => {
                    let state = if export.provided {
                        "root export"
                    } else {
                        "root export, declared but not there yet"
                    };
                    let rows = vec![("home", export.home.to_string()), ("why", export.reason.to_string())];
                    (format!("{title}   {state}"), rows)
                }
                None => (title.clone(), Rows::new()),
            },
            find::What::Module(index) => match self.surface.modules.get(index) {
                Some(module) => {
                    let methods = module.methods.iter().filter_map(|index| ir.methods().get(*index));
                    let rows = vec![
                        ("types", module.defs.len().to_string()),
                        ("methods", self.list(methods.map(|method| method.wire.to_string()).collect())),
                    ];
                    (format!("{title}   private module of types; `types` exports what is public"), rows)
                }
                None => (title.clone(), Rows::new()),
            },
            find::What::Type(id) => {
                let def = &ir[id];
                let mut rows = vec![("path", def.path.to_string())];
                rows.extend(self.origin(&def.about));
                rows.push(("type", self.body(&def.body)));
                rows.push(("direction", direction(def.direction).to_owned()));
                rows.extend(self.use_of(id));
                (format!("{title}   {}, {}", spell::kind(&def.body), self.publicity(id)), rows)
            }
            find::What::Field(id, index) => {
                let (def, Body::Record(record)) = (&ir[id], &ir[id].body) else {
                    return (title.clone(), Rows::new());
                };
                let Some(field) = record.fields.get(index) else { return (title.clone(), Rows::new()) };
                let rows = self.field(field, def.direction).into_iter().chain(self.use_of(id)).collect();
                (format!("{title}   field, {}", self.publicity(id)), rows)
            }
            find::What::Tag(id) => {
                let Body::Record(record) = &ir[id].body else { return (title.clone(), Rows::new()) };
                let Some((wire, value)) = &record.tag else { return (title.clone(), Rows::new()) };
                let mut rows = vec![("wire", wire.to_string()), ("value", format!("{value:?}"))];
                rows.extend(self.origin(&ir[id].about));
                (format!("{title}   tag, {}", self.publicity(id)), rows)
            }
            find::What::Value(id, index) => {
                let Body::Enum(texts) = &ir[id].body else { return (title.clone(), Rows::new()) };
                let Some(value) = texts.values.get(index) else { return (title.clone(), Rows::new()) };
                let mut rows = vec![("wire", format!("{:?}", value.wire.as_str()))];
                rows.extend(self.origin(&value.about));
                rows.extend(self.use_of(id));
                (format!("{title}   enum value, {}", self.publicity(id)), rows)
            }
            find::What::Method(index) | find::What::Message(index) => {
                let method = ir.methods().get(index).zip(names.methods().get(index));
                let Some((method, own)) = method else { return (title.clone(), Rows::new()) };
                let is_message = matches!(subject.what, find::What::Message(_));
                let kind = if is_message { "message of a " } else { "" };
                let mut rows = vec![("wire", method.wire.to_string())];
                rows.extend(self.origin(&method.about));
                rows.push(("types", spell::signature(method, names)));
                rows.push(("names", format!("{}, {}, {}", own.call, own.constant, own.message)));
                rows.push(("result by", method.result_reason.to_string()));
                rows.push(("module", self.module(method)));
                (format!("{title}   {kind}{}", method.kind), rows)
            }
            find::What::Envelope(index) => {
                let Some(envelope) = ir.envelopes().get(index) else { return (title.clone(), Rows::new()) };
                let methods = ir.methods().iter().filter(|method| method.kind == envelope.kind);
                let methods = methods.map(|method| method.wire.to_string()).collect();
                let mut rows = self.origin(&envelope.about);
                rows.push(("methods", self.list(methods)));
                (format!("{title}   union of every {}", envelope.kind), rows)
            }
            find::What::EnvelopeField(index, field) => {
                let envelope = ir.envelopes().get(index);
                let field = envelope.and_then(|envelope| Some((envelope, envelope.fields.get(field)?)));
                let Some((envelope, field)) = field else { return (title.clone(), Rows::new()) };
                let direction = Direction {
                    inbound: envelope.kind.from_client(),
                    outbound: !envelope.kind.from_client(),
                };
                (format!("{title}   field of every {}", envelope.kind), self.field(field, direction))
            }
        }
    }

    fn field(&self, field: &Field, travels: Direction) -> Rows {
        let Surface { ir, names, .. } = self.surface;
        let mut rows = vec![("wire", field.wire.to_string())];
        rows.extend(self.origin(&field.about));
        let rule = spell::rule(&field.ty, ir).map_or_else(String::new, |rule| format!(" ({rule})"));
        rows.push(("type", spell::field(field, names) + &rule));
        let presence = if field.required { "required" } else { "optional" };
        let null = if field.nullable { ", may be null" } else { "" };
        let secret = if field.secret { ", a secret" } else { "" };
        rows.push(("direction", format!("{}, {presence}{null}{secret}", direction(travels))));
        rows.push(("default", field.default.as_ref().map_or_else(String::new, ToString::to_string)));
        rows
    }

    fn origin(&self, about: &About) -> Rows {
        let place = Place::pointer(self.surface.ir.file().clone(), about.origin.clone());
        let line =
            self.sources.position(&place).map_or_else(String::new, |at| format!("  (line {})", at.line));
        let in_schema = about.origin.steps().next().is_none_or(|table| !CURATED.contains(&table.as_str()));
        let origin = if in_schema {
            ("schema", format!("{}{}{line}", place.file, about.origin))
        } else {
            ("curated", about.origin.to_string())
        };
        let stability = match about.stability {
            Stability::Stable => "stable",
            Stability::Experimental => "experimental",
        };
        let deprecated = if about.deprecated { ", deprecated" } else { "" };
        vec![
            origin,
            ("stability", format!("{stability}{deprecated}{}", self.life(about))),
            ("says", about.doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or_default().to_owned()),
        ]
    }

    fn life(&self, about: &About) -> String {
        let mut text = match (&about.life.since, self.oldest) {
            (Some(since), _) => format!(", since {since}"),
            (None, Some(oldest)) => format!(", since {oldest} or earlier"),
            (None, None) => String::new(),
        };
        if let Some(stable) = &about.life.stable_since {
            let _ = write!(text, ", stable since {stable}");
        }
        if let Some(until) = &about.life.until {
            let _ = write!(text, ", gone in {until}");
        }
        text
    }

    fn body(&self, body: &Body) -> String {
        let names = self.surface.names;
        match body {
            Body::Record(record) => match record.fields.len() {
                1 => "1 field".to_owned(),
                fields => format!("{fields} fields"),
            },
            Body::Union(union) => {
                self.list(union.variants.iter().map(|variant| spell::of(&variant.ty, names)).collect())
            }
            Body::Enum(texts) => {
                self.list(texts.values.iter().map(|value| format!("{:?}", value.wire.as_str())).collect())
            }
            Body::Alias(ty) => spell::of(ty, names),
        }
    }

    fn use_of(&self, id: DefId) -> Rows {
        let users = reach::users(self.surface, id);
        let why = self.placement(id).map_or_else(String::new, |placement| placement.why.clone());
        vec![("used by", self.list(users.methods)), ("through", users.trail), ("why", why)]
    }

    fn placement(&self, id: DefId) -> Option<&Placement> {
        self.surface.placement.get(&id)
    }

    fn publicity(&self, id: DefId) -> String {
        let public = self.placement(id).is_some_and(|placement| placement.public);
        if public {
            format!("public through types.{}", self.surface.names.of(id))
        } else {
            "private".to_owned()
        }
    }

    fn module(&self, method: &Method) -> String {
        let index = self.surface.ir.methods().iter().position(|other| std::ptr::eq(other, method));
        let mut modules = self.surface.modules.iter();
        modules
            .find(|module| index.is_some_and(|index| module.methods.contains(&index)))
            .map_or_else(String::new, |m| m.name.to_string())
    }

    fn list(&self, items: Vec<String>) -> String {
        let more = items.len().saturating_sub(SHOWN);
        let mut text = items.into_iter().take(SHOWN).collect::<Vec<_>>().join(", ");
        if more > 0 {
            let _ = write!(text, ", …{more} more");
        }
        text
    }
}

fn direction(direction: Direction) -> &'static str {
    match (direction.inbound, direction.outbound) {
        (true, true) => "both ways",
        (true, false) => "inbound",
        (false, true) => "outbound",
        (false, false) => "in no message",
    }
}
