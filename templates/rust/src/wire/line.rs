//! One line in, one message out; nothing that the other side sends is an error. The hot way is one pass that goes from
//! the method straight into the params; only a line that does not fit is read a second time, with tolerance.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::codec::{Body, Messages, Misfit, Read, Record, Request, Walk};
use super::error::WireError;
use super::fast::{Seed, unfit};
use super::lookup::Lookup;
use super::message::{
    ErrorObject, ErrorResponse, MalformedMessage, Message, Notification, RequestId, Response, ServerCall,
};
use super::tolerance::{ToleranceKind, printable};
use super::unions::{Malformed, Unknown};
use super::walk;
use super::walk_members::WalkMembers;

/// What JSON-RPC says when something failed inside.
const INTERNAL_ERROR: i64 = -32603;

const METHOD: usize = 0;
const ID: usize = 1;
const RESULT: usize = 2;
const KEYS: &[&str] = &["method", "id", "result"];

/// The message on one line. Unknown values, variants, members and methods are kept, what does not fit is kept as
/// malformed, and each is told to [`on_tolerance`](super::on_tolerance).
#[must_use]
pub fn read_line<N: Messages, Q: Messages>(line: &[u8]) -> Message<N, Q> {
    match std::str::from_utf8(line) {
        Ok(text) => read_fast(text).unwrap_or_else(|_| read_tolerant(text)),
        Err(_) => malformed(line, "the line is no UTF-8"),
    }
}

/// The result of a request.
///
/// # Errors
/// The result as a whole does not fit.
pub fn read_result<R: Request>(response: &Response) -> Result<R::Response, WireError> {
    let text = response.result.get();
    super::fast::read(text).or_else(|_| {
        let value: Value = serde_json::from_str(text).map_err(|error| WireError::parse(R::METHOD, &error))?;
        walk::read(&value, R::METHOD)
    })
}

fn read_fast<N: Messages, Q: Messages>(text: &str) -> Result<Message<N, Q>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let message = deserializer.deserialize_map(LineVisitor(PhantomData))?;
    deserializer.end()?;
    Ok(message)
}

struct LineVisitor<N, Q>(PhantomData<(N, Q)>);

impl<'de, N: Messages, Q: Messages> Visitor<'de> for LineVisitor<N, Q> {
    type Value = Message<N, Q>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Message<N, Q>, A::Error> {
        match next_key(&mut map)? {
            METHOD => {
                let index = map.next_value_seed(Lookup { names: N::METHODS, likely: 0 })?;
                let payload = N::read(index, Params(&mut map, PhantomData))?;
                let beside = N::Beside::rest(map)?;
                Ok(Message::Notification(Notification { payload, beside }))
            }
            ID => {
                let id = map.next_value_seed(Seed(PhantomData))?;
                match next_key(&mut map)? {
                    METHOD => {
                        let index = map.next_value_seed(Lookup { names: Q::METHODS, likely: 0 })?;
                        let payload = Q::read(index, Params(&mut map, PhantomData))?;
                        let beside = Q::Beside::rest(map)?;
                        Ok(Message::Request(ServerCall { id, payload, beside }))
                    }
                    RESULT => {
                        let result: Box<RawValue> = map.next_value()?;
                        match map.next_key_seed(Lookup { names: &[], likely: 0 })? {
                            Some(_) => Err(unfit()),
                            None => Ok(Message::Response(Response { id, result })),
                        }
                    }
                    _ => Err(unfit()),
                }
            }
            _ => Err(unfit()),
        }
    }
}

fn next_key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<usize, A::Error> {
    map.next_key_seed(Lookup { names: KEYS, likely: 0 })?.ok_or_else(unfit)
}

/// The params that come next.
struct Params<'m, 'de, A>(&'m mut A, PhantomData<&'de ()>);

impl<'de, A: MapAccess<'de>> Body for Params<'_, 'de, A> {
    type Error = A::Error;

    fn read<T: Read>(self) -> Result<T, A::Error> {
        match self.0.next_key_seed(Lookup { names: &["params"], likely: 0 })? {
            Some(_) => self.0.next_value_seed(Seed(PhantomData)),
            None => T::absent().ok_or_else(unfit),
        }
    }

    fn nothing(self) -> Result<(), A::Error> {
        Ok(())
    }
}

fn read_tolerant<N: Messages, Q: Messages>(text: &str) -> Message<N, Q> {
    let object = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return malformed(text.as_bytes(), "expected an object"),
        Err(error) => return malformed(text.as_bytes(), &error.to_string()),
    };
    let read = match (object.get("method"), object.get("id")) {
        (None, _) => read_reply(&object),
        (Some(Value::String(method)), None) => read_call::<N>(&object, method)
            .map(|(payload, beside)| Message::Notification(Notification { payload, beside })),
        (Some(Value::String(method)), Some(id)) => match request_id(id) {
            Some(id) => read_call::<Q>(&object, method)
                .map(|(payload, beside)| Message::Request(ServerCall { id, payload, beside })),
            None => Err("expected an integer or a string as id".to_owned()),
        },
        (Some(_), _) => Err("expected a string as method".to_owned()),
    };
    read.unwrap_or_else(|error| malformed(text.as_bytes(), &error))
}

fn request_id(value: &Value) -> Option<RequestId> {
    match value {
        Value::Number(number) => number.as_i64().map(RequestId::Integer),
        Value::String(text) => Some(RequestId::String(text.clone())),
        _ => None,
    }
}

/// The payload of a message, and what stands beside the params.
fn read_call<M: Messages>(object: &Map<String, Value>, method: &str) -> Result<(M, M::Beside), String> {
    let mut walk = Walk::default();
    let mut keeps_params = false;
    let raw = || Value::Object(object.clone());
    let payload = match M::METHODS.iter().position(|known| *known == method) {
        Some(index) => {
            let body = MessageBody { object, walk: &mut walk, keeps_params: &mut keeps_params };
            let mark = body.walk.mark();
            M::read(index, body).unwrap_or_else(|misfit| {
                keeps_params = false;
                walk.contain(mark, misfit.clone());
                M::malformed(Malformed::new(Some(method), walk.explain(&misfit), raw()))
            })
        }
        None => {
            let reason = format!("no method is named {:?}", printable(method));
            walk.note(ToleranceKind::UnknownMethod, walk.pointer_of("method"), reason);
            M::unknown(Unknown::new(Some(method), raw()))
        }
    };
    let skip: &[&str] = if keeps_params { &["id", "method"] } else { &["id", "method", "params"] };
    let beside = WalkMembers::<M::Beside>::new(object, &mut walk, skip).and_then(<M::Beside as Record>::read);
    let beside = beside.map_err(|misfit| format!("{}: {}", misfit.pointer, misfit.reason))?;
    walk.tell(method);
    Ok((payload, beside))
}

struct MessageBody<'w, 'v> {
    object: &'v Map<String, Value>,
    walk: &'w mut Walk<'v>,
    /// Whether there are params that mean nothing, which are kept beside.
    keeps_params: &'w mut bool,
}

impl Body for MessageBody<'_, '_> {
    type Error = Misfit;

    fn read<T: Read>(self) -> Result<T, Misfit> {
        let Some(params) = self.object.get("params") else {
            return T::absent().ok_or_else(|| Misfit {
                pointer: self.walk.pointer_of("params"),
                reason: "required member is missing".to_owned(),
            });
        };
        self.walk.enter_name("params")?;
        let read = T::walk(params, self.walk)?;
        self.walk.leave();
        Ok(read)
    }

    fn nothing(self) -> Result<(), Misfit> {
        *self.keeps_params = self.object.contains_key("params");
        Ok(())
    }
}

fn read_reply<N: Messages, Q: Messages>(object: &Map<String, Value>) -> Result<Message<N, Q>, String> {
    let id = object.get("id").filter(|id| !id.is_null());
    let known = id.and_then(request_id);
    let fits = id.is_none() || known.is_some();
    match (object.get("error").filter(|error| !error.is_null()), object.get("result"), known) {
        (Some(error), _, id) if fits => Ok(Message::Error(ErrorResponse { id, error: read_error(error) })),
        (None, Some(result), Some(id)) => match RawValue::from_string(result.to_string()) {
            Ok(result) => Ok(Message::Response(Response { id, result })),
            Err(error) => Err(error.to_string()),
        },
        _ => Err("neither a method nor a reply".to_owned()),
    }
}

/// Whoever waits for the request must get an error, though the error itself may not fit.
fn read_error(error: &Value) -> ErrorObject {
    let code = error.get("code").and_then(Value::as_i64);
    let message = error.get("message").and_then(Value::as_str);
    if let (Some(code), Some(message)) = (code, message) {
        return ErrorObject { code, message: message.to_owned(), data: error.get("data").cloned() };
    }
    let reason = "expected an object with code and message";
    let mut walk = Walk::default();
    walk.note(ToleranceKind::Malformed, walk.pointer_of("error"), reason.to_owned());
    walk.tell("error response");
    ErrorObject { code: INTERNAL_ERROR, message: reason.to_owned(), data: Some(error.clone()) }
}

fn malformed<N: Messages, Q: Messages>(line: &[u8], error: &str) -> Message<N, Q> {
    let mut walk = Walk::default();
    walk.note(ToleranceKind::Malformed, String::new(), printable(error));
    walk.tell("message");
    Message::Malformed(MalformedMessage { raw: line.to_vec(), error: printable(error).into() })
}
