//! The headers of classes and functions.

use super::out::{Out, TooWide};
use crate::emit::python::syntax::{Class, Expr, Function, Ident, Parameter};

/// One entry between the parentheses of a function.
enum Entry<'a> {
    Parameter(&'static str, &'a Parameter),
    Mark(&'static str),
}

impl Out<'_> {
    /// Everything up to and including the colon; `stub` columns follow on the line.
    pub(super) fn class_header(&mut self, class: &Class, stub: usize) {
        self.put("class ");
        self.put(class.name.as_str());
        let entries: Vec<(Option<&Ident>, &Expr)> = class
            .bases
            .iter()
            .map(|base| (None, base))
            .chain(class.keywords.iter().map(|(name, value)| (Some(name), value)))
            .collect();
        if !entries.is_empty() && !self.attempt(1 + stub, |out| out.flat_bases(&entries)) {
            let comma = if entries.len() > 1 { "," } else { "" };
            self.put("(");
            self.lines(&entries, |out, (name, value)| {
                let _ = out.keyword_name(*name);
                out.expr(value, comma.len());
                out.put(comma);
            });
            self.put(")");
        }
        self.put(":");
    }

    fn flat_bases(&mut self, entries: &[(Option<&Ident>, &Expr)]) -> Result<(), TooWide> {
        for (index, (name, value)) in entries.iter().enumerate() {
            self.push(if index == 0 { "(" } else { ", " })?;
            self.keyword_name(*name)?;
            self.flat(value)?;
        }
        self.push(")")
    }

    fn keyword_name(&mut self, name: Option<&Ident>) -> Result<(), TooWide> {
        if let Some(name) = name {
            self.push(name.as_str())?;
            self.push("=")?;
        }
        Ok(())
    }

    /// Everything up to and including the colon; `stub` columns follow on the line.
    pub(super) fn function_header(&mut self, function: &Function, stub: usize) {
        self.put(if function.is_async { "async def " } else { "def " });
        self.put(function.name.as_str());
        let entries = entries(function);
        let returns = function.returns.as_ref();
        if !self.attempt(1 + stub, |out| out.flat_signature(&entries, returns)) {
            self.put("(");
            if !entries.is_empty() {
                self.lines(&entries, |out, entry| out.entry(entry));
            }
            self.put(")");
            if let Some(returns) = returns {
                self.put(" -> ");
                match returns {
                    returns if entries.is_empty() => self.lone_annotation(returns, 1 + stub),
                    Expr::Subscript { .. } => self.expr(returns, 1 + stub),
                    returns => self.value(returns, 1 + stub),
                }
            }
        }
        self.put(":");
    }

    fn flat_signature(&mut self, entries: &[Entry<'_>], returns: Option<&Expr>) -> Result<(), TooWide> {
        self.push("(")?;
        for (index, entry) in entries.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " })?;
            match entry {
                Entry::Mark(mark) => self.push(mark)?,
                Entry::Parameter(stars, param) => {
                    self.push(stars)?;
                    self.push(param.name.as_str())?;
                    if let Some(annotation) = &param.annotation {
                        self.push(": ")?;
                        self.flat(annotation)?;
                    }
                    if let Some(default) = &param.default {
                        self.push(equals(param))?;
                        self.flat(default)?;
                    }
                }
            }
        }
        self.push(")")?;
        if let Some(returns) = returns {
            self.push(" -> ")?;
            self.flat(returns)?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'_>) {
        match entry {
            Entry::Mark(mark) => self.put(mark),
            Entry::Parameter(stars, param) => {
                self.put(stars);
                self.put(param.name.as_str());
                if let Some(annotation) = &param.annotation {
                    let tail = match &param.default {
                        Some(default) => 3 + self.head_width(default, 1),
                        None => 1,
                    };
                    self.put(": ");
                    self.expr(annotation, tail);
                }
                if let Some(default) = &param.default {
                    self.put(equals(param));
                    self.expr(default, 1);
                }
            }
        }
        self.put(",");
    }
}

fn equals(param: &Parameter) -> &'static str {
    if param.annotation.is_some() { " = " } else { "=" }
}

fn entries(function: &Function) -> Vec<Entry<'_>> {
    let params = &function.params;
    let mut entries = Vec::new();
    entries.extend(params.positional_only.iter().map(|param| Entry::Parameter("", param)));
    if !params.positional_only.is_empty() {
        entries.push(Entry::Mark("/"));
    }
    entries.extend(params.plain.iter().map(|param| Entry::Parameter("", param)));
    match &params.star {
        Some(star) => entries.push(Entry::Parameter("*", star)),
        None if !params.keyword_only.is_empty() => entries.push(Entry::Mark("*")),
        None => {}
    }
    entries.extend(params.keyword_only.iter().map(|param| Entry::Parameter("", param)));
    entries.extend(params.double_star.iter().map(|param| Entry::Parameter("**", param)));
    entries
}
