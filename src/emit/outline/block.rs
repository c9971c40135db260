//! Logical lines in, the outline of the block that they make out.

use super::lines::Line;
use super::{Class, Function, Item, Outline, Value, header, string};

/// Reads the lines of a module, or of the body of a class.
pub(super) fn read(lines: &[Line]) -> Outline {
    let mut outline = Outline::default();
    let mut reader = Reader { outline: &mut outline, decorators: Vec::new(), documents: Documents::Block };
    reader.block(lines);
    outline
}

/// What the next string literal is the documentation of.
enum Documents {
    Block,
    Value,
    Nothing,
}

struct Reader<'o> {
    outline: &'o mut Outline,
    decorators: Vec<String>,
    documents: Documents,
}

impl Reader<'_> {
    fn block(&mut self, mut lines: &[Line]) {
        while let Some((line, rest)) = lines.split_first() {
            let size = rest.iter().take_while(|inner| inner.indent > line.indent).count();
            let (body, after) = rest.split_at_checked(size).unwrap_or((rest, &[]));
            self.statement(&line.text, body);
            lines = after;
        }
    }

    fn statement(&mut self, text: &str, body: &[Line]) {
        if let Some(decorator) = text.strip_prefix('@') {
            self.decorators.push(decorator.to_owned());
            return;
        }
        let decorators = std::mem::take(&mut self.decorators);
        let documents = std::mem::replace(&mut self.documents, Documents::Nothing);
        if let Some(doc) = string::documentation(text) {
            self.document(doc, &documents);
        } else if let Some(rest) = text.strip_prefix("class ") {
            if let Some((name, bases)) = header::class(rest) {
                let class = Class { name, bases, decorators, body: read(body) };
                self.outline.items.push(Item::Class(class));
            }
        } else if text.starts_with("def ") || text.starts_with("async def ") {
            self.outline.items.extend(function(text, decorators, body).map(Item::Function));
        } else if text.starts_with("from ") {
            if let Some((module, names)) = header::imports(text) {
                let names = names.into_iter().map(|(here, there)| (here, (module.clone(), there)));
                self.outline.imports.extend(names);
            }
        } else if is_taken(text) {
            self.block(body);
            self.documents = Documents::Nothing;
        } else if let Some(name) = header::target(text) {
            let (name, text) = (name.to_owned(), text.to_owned());
            self.outline.items.push(Item::Value(Value { name, text, doc: None }));
            self.documents = Documents::Value;
        }
    }

    fn document(&mut self, doc: String, documents: &Documents) {
        match (documents, self.outline.items.last_mut()) {
            (Documents::Block, None) => self.outline.doc = Some(doc),
            (Documents::Value, Some(Item::Value(value))) => value.doc = Some(doc),
            _ => {}
        }
    }
}

/// Whether a branch is what type checkers see, or what is tried first.
fn is_taken(text: &str) -> bool {
    let condition = text.strip_prefix("if ").and_then(|rest| rest.strip_suffix(':'));
    condition.is_some_and(|condition| condition.trim() != "not TYPE_CHECKING") || text == "try:"
}

fn function(text: &str, decorators: Vec<String>, body: &[Line]) -> Option<Function> {
    let is_async = text.starts_with("async ");
    let signature = header::signature(text)?;
    let (name, _) = header::identifier(text.split_once("def ")?.1)?;
    let doc = body.first().and_then(|line| string::documentation(&line.text));
    Some(Function { name: name.to_owned(), is_async, signature: signature.to_owned(), decorators, doc })
}
