//! The test of a variant in, the expression of the runtime's `Shape` out.

use super::code::Code;
use crate::ir::{Kind, ObjectTest, Test, WireName};

/// What a value of the variant looks like.
pub(super) fn expression(test: &Test) -> Code {
    match test {
        Test::Kind(kind) => kind_of(*kind),
        Test::Texts(texts) => {
            let texts = texts.iter().map(|text| Code::text(text));
            Code::join(texts, ", ").within("codec::Shape::Texts(&[", "])")
        }
        Test::Any(tests) => {
            Code::join(tests.iter().map(expression), ", ").within("codec::Shape::Any(&[", "])")
        }
        Test::Object(test) if *test == ObjectTest::default() => Code::sign("codec::Shape::Object"),
        Test::Object(test) => object(test),
        // A tag tells variants apart within its own union alone.
        Test::Tag(_) => Code::sign("codec::Shape::Object"),
    }
}

fn object(test: &ObjectTest) -> Code {
    let literals = test.literals.iter();
    let literals =
        literals.map(|(key, text)| Code::join([name(key), Code::text(text)], ", ").within("(", ")"));
    let members = test.members.iter();
    let members = members.map(|(key, test)| Code::join([name(key), expression(test)], ", ").within("(", ")"));
    let closed = match &test.closed {
        Some(keys) => list(keys.iter().map(name)).within("Some(", ")"),
        None => Code::sign("None"),
    };
    let parts = [
        Code::all([Code::sign("required: "), list(test.required.iter().map(name))]),
        Code::all([Code::sign("literals: "), list(literals)]),
        Code::all([Code::sign("members: "), list(members)]),
        Code::all([Code::sign("closed: "), closed]),
    ];
    Code::join(parts, ", ").within("codec::Shape::Members { ", " }")
}

fn name(wire: &WireName) -> Code {
    Code::text(wire.as_str())
}

fn list(items: impl Iterator<Item = Code>) -> Code {
    Code::join(items, ", ").within("&[", "]")
}

fn kind_of(kind: Kind) -> Code {
    Code::sign(match kind {
        Kind::Null => "codec::Shape::Null",
        Kind::Boolean => "codec::Shape::Boolean",
        Kind::Integer => "codec::Shape::Integer",
        Kind::Number => "codec::Shape::Number",
        Kind::String => "codec::Shape::Text",
        Kind::Array => "codec::Shape::List",
        Kind::Object => "codec::Shape::Object",
    })
}
