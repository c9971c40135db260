//! The members of one object for the tolerant reader: what does not fit stays beside the record, as it came.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde_json::{Map, Value, map};

use super::codec::{Members, Read, Record};
use super::fast;
use super::kept::Kept;
use super::lookup::Lookup;
use super::maybe::Maybe;
use super::rule::Rule;
use super::tolerance::{ToleranceKind, printable};
use super::walk::{Mark, Misfit, Walk};

pub(super) struct WalkMembers<'w, 'v, R> {
    object: &'v Map<String, Value>,
    walk: &'w mut Walk<'v>,
    /// Members that somebody else reads.
    skip: &'static [&'static str],
    left: map::Iter<'v>,
    current: Option<(&'v str, &'v Value)>,
    last: usize,
    depth: usize,
    kept: Kept,
    /// What ends the reading.
    misfit: Option<Misfit>,
    record: PhantomData<R>,
}

impl<'w, 'v, R: Record> WalkMembers<'w, 'v, R> {
    pub(super) fn new(
        object: &'v Map<String, Value>,
        walk: &'w mut Walk<'v>,
        skip: &'static [&'static str],
    ) -> Result<Self, Misfit> {
        if let Some((key, tag)) = R::TAG {
            let fits = object.get(key).and_then(Value::as_str) == Some(tag);
            if !fits {
                let reason = format!("expected {tag:?}");
                return Err(Misfit { pointer: walk.pointer_of(key), reason });
            }
        }
        let (left, depth) = (object.iter(), walk.depth());
        let kept = Kept::default();
        Ok(Self {
            object,
            walk,
            skip,
            left,
            current: None,
            last: 0,
            depth,
            kept,
            misfit: None,
            record: PhantomData,
        })
    }

    /// Reads the value of the current member. A misfit leaves the walk where it met it.
    fn take<T: Read>(&mut self, rule: &Rule) -> Result<Option<T>, Misfit> {
        let Some((name, value)) = self.current else { return Ok(None) };
        let mark = self.walk.mark();
        self.walk.enter_name(name)?;
        let read = T::walk(value, self.walk)?;
        if let Some(breach) = read.breach(rule) {
            return Err(self.walk.misfit(breach));
        }
        self.walk.leave();
        self.walk.keep_contained(mark, self.depth, &mut self.kept);
        Ok(Some(read))
    }

    /// The same into a slot; a misfit ends the reading.
    fn fill<T: Read>(&mut self, slot: &mut Option<T>, rule: &Rule) {
        match self.take(rule) {
            Ok(read) => *slot = read,
            Err(misfit) => self.misfit = Some(misfit),
        }
    }

    /// The same for an optional member: a value that does not fit is kept as it came.
    fn contained<T: Read>(&mut self, rule: &Rule) -> Option<T> {
        let mark = self.walk.mark();
        match self.take(rule) {
            Ok(read) => read,
            Err(misfit) => {
                self.keep(mark, misfit);
                None
            }
        }
    }

    fn keep(&mut self, mark: Mark, misfit: Misfit) {
        self.walk.contain(mark, misfit);
        if let Some((name, value)) = self.current {
            self.kept.keep(name, value);
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.current, Some((_, Value::Null)))
    }

    fn foreign(&mut self, name: &str, value: &Value) {
        let reason = format!("{} has no member {:?}", R::NAME, printable(name));
        self.walk.note(ToleranceKind::UnknownMember, self.walk.pointer_of(name), reason);
        self.kept.keep(name, value);
    }
}

impl<R: Record> Members for WalkMembers<'_, '_, R> {
    type Error = Misfit;

    fn next(&mut self) -> Result<Option<usize>, Misfit> {
        if let Some(misfit) = self.misfit.take() {
            return Err(misfit);
        }
        while let Some((name, value)) = self.left.next() {
            self.current = Some((name, value));
            if let Some(index) = (Lookup { names: R::MEMBERS, likely: self.last }).find(name) {
                self.last = index + 1;
                return Ok(Some(index));
            }
            let is_tag = R::TAG.is_some_and(|(key, _)| key == name);
            if is_tag || self.skip.contains(&name.as_str()) {
                continue;
            }
            if R::OTHERS {
                return Ok(Some(R::MEMBERS.len()));
            }
            self.foreign(name, value);
        }
        Ok(None)
    }

    fn value<T: Read>(&mut self, slot: &mut Option<T>) {
        self.fill(slot, &Rule::Any);
    }

    fn value_ruled<T: Read>(&mut self, slot: &mut Option<T>, rule: &'static Rule) {
        self.fill(slot, rule);
    }

    fn optional<T: Read>(&mut self, slot: &mut Option<T>) {
        *slot = self.contained(&Rule::Any);
    }

    fn optional_ruled<T: Read>(&mut self, slot: &mut Option<T>, rule: &'static Rule) {
        *slot = self.contained(rule);
    }

    fn optional_nullable<T: Read>(&mut self, index: usize, slot: &mut Option<T>) {
        self.optional_nullable_ruled(index, slot, &Rule::Any);
    }

    fn optional_nullable_ruled<T: Read>(&mut self, index: usize, slot: &mut Option<T>, rule: &'static Rule) {
        if self.is_null() {
            self.kept.mark(index);
            *slot = None;
        } else {
            *slot = self.contained(rule);
        }
    }

    fn maybe<T: Read>(&mut self, slot: &mut Maybe<T>) {
        self.maybe_ruled(slot, &Rule::Any);
    }

    fn maybe_ruled<T: Read>(&mut self, slot: &mut Maybe<T>, rule: &'static Rule) {
        *slot = if self.is_null() { Maybe::Null } else { self.contained(rule).into() };
    }

    fn other<T: Read>(&mut self, others: &mut BTreeMap<String, T>) {
        if let Some((name, _)) = self.current
            && let Some(read) = self.contained(&Rule::Any)
        {
            others.insert(name.to_owned(), read);
        }
    }

    fn stand_in<T: Read>(&mut self, index: usize, slot: &mut Option<T>, stand_in: &'static str) {
        if slot.is_none() {
            *slot = fast::read(stand_in).ok();
            let name = R::MEMBERS.get(index).copied().unwrap_or_default();
            let reason = "an older runtime leaves it out".to_owned();
            self.walk.note(ToleranceKind::AbsentMember, self.walk.pointer_of(name), reason);
            self.kept.mark(index);
        }
    }

    fn or_default<T>(&mut self, index: usize, slot: Option<T>, default: impl FnOnce() -> T) -> T {
        slot.unwrap_or_else(|| {
            self.kept.mark(index);
            default()
        })
    }

    fn missing(self, required: &[usize]) -> Misfit {
        let mut names = required.iter().filter_map(|index| R::MEMBERS.get(*index));
        let name = names.find(|name| !self.object.contains_key(**name)).copied().unwrap_or_default();
        Misfit { pointer: self.walk.pointer_of(name), reason: "required member is missing".to_owned() }
    }

    fn finish(self) -> Result<Kept, Misfit> {
        let complete = |group: &&[&str]| group.iter().all(|name| self.object.contains_key(*name));
        if R::ALTERNATIVES.is_empty() || R::ALTERNATIVES.iter().any(complete) {
            return Ok(self.kept);
        }
        let groups: Vec<String> = R::ALTERNATIVES.iter().map(|group| group.join(" and ")).collect();
        Err(self.walk.misfit(format!("expected {}", groups.join(" or "))))
    }
}
