//! The members of one object for the fast reader: whatever is unexpected ends it.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::MapAccess;

use super::codec::{Members, Read, Record};
use super::fast::{Seed, unfit};
use super::kept::Kept;
use super::lookup::{Lookup, OtherLookup};
use super::maybe::Maybe;
use super::rule::Rule;

pub(super) struct FastMembers<'de, R, A: MapAccess<'de>> {
    map: A,
    record: PhantomData<R>,
    /// The index behind the last member: most often they come in order.
    last: usize,
    /// Which members came, where that matters.
    seen: u64,
    /// See [`Kept::marked`].
    marks: u64,
    /// The name of the last member without an index.
    other: Option<String>,
    /// What ends the reading.
    error: Option<A::Error>,
}

impl<'de, R: Record, A: MapAccess<'de>> FastMembers<'de, R, A> {
    pub(super) fn new(map: A) -> Self {
        Self { map, record: PhantomData, last: 0, seen: 0, marks: 0, other: None, error: None }
    }

    #[inline]
    fn take<T: Read>(&mut self) -> Option<T> {
        match self.map.next_value_seed(Seed(PhantomData)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Takes a value into a slot if it fits and obeys a rule.
    #[inline]
    fn fill<T: Read>(&mut self, slot: &mut T, rule: &Rule) {
        match self.take::<T>() {
            Some(value) if value.breach(rule).is_none() => *slot = value,
            _ => self.fail(),
        }
    }

    /// Remembers how an absence was spelled; the tolerant reader has room for every member.
    #[inline]
    fn mark(&mut self, index: usize) {
        match bit(index) {
            Some(bit) => self.marks |= bit,
            None => self.fail(),
        }
    }

    #[cold]
    fn fail(&mut self) {
        self.error.get_or_insert_with(unfit);
    }
}

fn bit(index: usize) -> Option<u64> {
    1_u64.checked_shl(u32::try_from(index).ok()?)
}

impl<'de, R: Record, A: MapAccess<'de>> Members for FastMembers<'de, R, A> {
    type Error = A::Error;

    #[inline]
    fn next(&mut self) -> Result<Option<usize>, A::Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let lookup = Lookup { names: R::MEMBERS, likely: self.last };
        let found = if R::OTHERS {
            self.map.next_key_seed(OtherLookup(lookup, &mut self.other))?
        } else {
            self.map.next_key_seed(lookup)?
        };
        if let Some(index) = found {
            self.last = index + 1;
            if !R::ALTERNATIVES.is_empty() {
                self.seen |= bit(index).unwrap_or_default();
            }
        }
        Ok(found)
    }

    #[inline]
    fn value<T: Read>(&mut self, slot: &mut Option<T>) {
        *slot = self.take();
    }

    fn value_ruled<T: Read>(&mut self, slot: &mut Option<T>, rule: &'static Rule) {
        *slot = self.take();
        if slot.as_ref().is_some_and(|value| value.breach(rule).is_some()) {
            self.fail();
        }
    }

    #[inline]
    fn optional<T: Read>(&mut self, slot: &mut Option<T>) {
        *slot = self.take();
    }

    fn optional_ruled<T: Read>(&mut self, slot: &mut Option<T>, rule: &'static Rule) {
        self.value_ruled(slot, rule);
    }

    #[inline]
    fn optional_nullable<T: Read>(&mut self, index: usize, slot: &mut Option<T>) {
        self.fill(slot, &Rule::Any);
        if slot.is_none() {
            self.mark(index);
        }
    }

    fn optional_nullable_ruled<T: Read>(&mut self, index: usize, slot: &mut Option<T>, rule: &'static Rule) {
        self.optional_nullable(index, slot);
        if slot.as_ref().is_some_and(|value| value.breach(rule).is_some()) {
            self.fail();
        }
    }

    #[inline]
    fn maybe<T: Read>(&mut self, slot: &mut Maybe<T>) {
        self.fill(slot, &Rule::Any);
    }

    fn maybe_ruled<T: Read>(&mut self, slot: &mut Maybe<T>, rule: &'static Rule) {
        self.fill(slot, rule);
    }

    fn other<T: Read>(&mut self, others: &mut BTreeMap<String, T>) {
        match (self.other.take(), self.take()) {
            (Some(name), Some(value)) => {
                others.insert(name, value);
            }
            _ => self.fail(),
        }
    }

    /// Absence is told, and only the tolerant reader tells.
    fn stand_in<T: Read>(&mut self, _index: usize, _slot: &mut Option<T>, _stand_in: &'static str) {}

    #[inline]
    fn or_default<T>(&mut self, index: usize, slot: Option<T>, default: impl FnOnce() -> T) -> T {
        slot.unwrap_or_else(|| {
            self.mark(index);
            default()
        })
    }

    fn missing(self, _required: &[usize]) -> A::Error {
        unfit()
    }

    #[inline]
    fn finish(self) -> Result<Kept, A::Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let seen = |name: &&str| {
            let index = R::MEMBERS.iter().position(|member| member == name);
            index.and_then(bit).is_some_and(|bit| self.seen & bit != 0)
        };
        let complete = |group: &&[&str]| group.iter().all(seen);
        if R::ALTERNATIVES.is_empty() || R::ALTERNATIVES.iter().any(complete) {
            Ok(Kept::marked(self.marks))
        } else {
            Err(unfit())
        }
    }
}
