//! Tests that tell the variants of a union apart without reading a value's whole body.
//! [`Test::covers`] is what ambiguity means: an earlier test that covers a later one leaves nothing to the later one.

use super::WireName;
pub use crate::schema::Kind;

/// What shows that a value is a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// The tag has this value.
    Tag(Box<str>),
    /// The value is of this JSON kind.
    Kind(Kind),
    /// The value is an object with these keys and literal members.
    Object(ObjectTest),
    /// The value is one of these texts; only inside [`ObjectTest::members`].
    Texts(Box<[Box<str>]>),
    /// One of these holds: the variant is itself a union, and these are its variants in their order; or it accepts any
    /// value, and these are all kinds.
    Any(Box<[Test]>),
}

/// What shows that an object is a variant. What every object of the union requires alike is left out, as far as
/// every test still asks for something: it tells nothing apart, and a lack of it is a fault of the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectTest {
    /// Keys that must be there, sorted.
    pub required: Box<[WireName]>,
    /// Members that must hold exactly this text, sorted by key.
    pub literals: Box<[(WireName, Box<str>)]>,
    /// All keys that may be there, sorted, if no others may.
    pub closed: Option<Box<[WireName]>>,
    /// Members that must be there and pass a test of their own; only where nothing else tells two variants apart.
    pub members: Box<[(WireName, Test)]>,
}

impl Test {
    /// Whether this test holds for every value for which the other does.
    #[must_use]
    pub fn covers(&self, other: &Test) -> bool {
        match (self, other) {
            (_, Test::Any(others)) => others.iter().all(|other| self.covers(other)),
            (Test::Any(tests), _) => tests.iter().any(|test| test.covers(other)),
            (Test::Tag(a), Test::Tag(b)) => a == b,
            (Test::Kind(a), Test::Kind(b)) => a == b || (*a == Kind::Number && *b == Kind::Integer),
            (Test::Kind(a), Test::Object(_)) => *a == Kind::Object,
            (Test::Kind(a), Test::Texts(_)) => *a == Kind::String,
            (Test::Texts(a), Test::Texts(b)) => b.iter().all(|text| a.contains(text)),
            (Test::Object(a), Test::Kind(b)) => *b == Kind::Object && *a == ObjectTest::default(),
            (Test::Object(a), Test::Object(b)) => a.covers(b),
            (Test::Tag(_) | Test::Texts(_), _) | (_, Test::Tag(_) | Test::Texts(_)) => false,
        }
    }
}

impl ObjectTest {
    /// Whether this test holds for every object for which the other does.
    #[must_use]
    pub fn covers(&self, other: &ObjectTest) -> bool {
        let allowed = |key: &WireName| self.closed.as_ref().is_none_or(|keys| keys.contains(key));
        let closed =
            self.closed.is_none() || other.closed.as_ref().is_some_and(|keys| keys.iter().all(allowed));
        closed
            && self.required.iter().all(|key| other.demands(key))
            && self.literals.iter().all(|literal| other.literals.contains(literal))
            && self
                .members
                .iter()
                .all(|(key, test)| other.member(key).is_some_and(|member| test.covers(&member)))
    }

    /// What the test says of one member, its mere presence aside.
    fn member(&self, key: &WireName) -> Option<Test> {
        let literals = self.literals.iter().filter(|(name, _)| name == key);
        let mut literals = literals.map(|(_, text)| Test::Texts([text.clone()].into()));
        let members = self.members.iter().filter(|(name, _)| name == key);
        literals.next().or_else(|| members.map(|(_, test)| test.clone()).next())
    }

    fn demands(&self, key: &WireName) -> bool {
        self.required.contains(key)
            || self.literals.iter().any(|(name, _)| name == key)
            || self.members.iter().any(|(name, _)| name == key)
    }
}
