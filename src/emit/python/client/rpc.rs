//! Every request of the client in, the class with one typed method for each out.
//! Members are keyword arguments in three states; params that are no plain record are the one argument `params`.

use super::{Form, method_constant, own, package, told, told_type};
use crate::emit::calls;
use crate::emit::python::records;
use crate::emit::python::scope::Scope;
use crate::emit::python::syntax::{
    Class, Doc, Expr, Function, Ident, Module, Parameter, Params as Signature, Stmt,
};
use crate::emit::python::types::annotation;
use crate::emit::roles::{definition, params};
use crate::ir::{DefId, Method, MethodKind, Params, Record};
use crate::naming::{MethodNames, parameter};
use crate::surface::Client;
use crate::{py_ident, py_symbol};

/// What every call takes beside the members of its params.
static TIMEOUT: Ident = py_ident!("timeout");
/// The module of the constants, by which every call names its method.
static METHODS: Ident = py_ident!("methods");

/// The module `rpc` or `async_rpc`.
pub(super) fn module(scope: &Scope<'_>, client: &Client<'_>, form: Form) -> Module {
    let base = own(scope, &py_ident!("calls"), form.pick(py_ident!("Caller"), py_ident!("AsyncCaller")));
    let class = Class::new(form.pick(py_ident!("Rpc"), py_ident!("AsyncRpc")))
        .decorator(own(scope, &py_ident!("keywords"), py_ident!("snake_case_keywords")))
        .base(base)
        .doc(about(scope, client, form))
        .body(requests(scope).map(|(index, method, names)| {
            let calls = Calls { scope, client, form, index, method, names };
            Stmt::from(calls.function())
        }));
    let how = form.pick("synchronous", "asynchronous");
    let doc = format!("Every request of the {} as a typed method, {how}.", scope.protocol);
    let path = package(scope).join(&form.pick(py_ident!("rpc"), py_ident!("async_rpc")));
    Module::new(path).doc(Doc::new(&doc)).body([class.into()])
}

/// The requests of the client in the order of their names, each with its index.
fn requests<'a>(scope: &Scope<'a>) -> impl Iterator<Item = (usize, &'a Method, &'a MethodNames)> {
    let methods = scope.ir().methods().iter().zip(scope.names().methods()).enumerate();
    let methods = methods.map(|(index, (method, names))| (index, method, names));
    let mut requests: Vec<_> =
        methods.filter(|(_, method, _)| method.kind == MethodKind::ClientRequest).collect();
    requests.sort_by_key(|(_, _, names)| &names.call);
    requests.into_iter()
}

fn about(scope: &Scope<'_>, client: &Client<'_>, form: Form) -> Option<Doc> {
    let what = form.pick("a typed method", "a typed, asynchronous method");
    Doc::new(&format!(
        "Every request of the {} as {what}.\n\n\
         Arguments are keywords, one for each member of the params; the class of the params documents them. An \
         optional one has three states: `UNSET`, the default, is not sent; `None` is sent as null; any other value \
         is sent as it is.\n\n\
         `timeout` is the longest wait for an answer, in seconds, and `None` means no limit. Its default is the one \
         that the method documents, or else `CodexConfig.request_timeout`.\n\n{}",
        scope.protocol, client.raises,
    ))
}

/// What makes the method of one request.
struct Calls<'a> {
    scope: &'a Scope<'a>,
    client: &'a Client<'a>,
    form: Form,
    index: usize,
    method: &'a Method,
    names: &'a MethodNames,
}

impl Calls<'_> {
    fn function(&self) -> Function {
        let (mut signature, members) = self.members();
        let seconds = Expr::from(py_symbol!("float")).or(unset_type()).optional();
        signature.plain.insert(0, Parameter::new(py_ident!("self")));
        signature.keyword_only.push(Parameter::typed(TIMEOUT.clone(), seconds).default(unset_value()));
        let constant = method_constant(self.scope, &self.names.constant);
        let call = Expr::local(py_ident!("self")).attr(py_ident!("_call"));
        let call = call.call([constant, members, Expr::local(TIMEOUT.clone())]);
        let result = self.method.result.as_ref().map_or(Expr::None, |ty| told_type(self.scope, ty));
        Function::new(self.names.call.clone())
            .asynchronous(self.form.is_async())
            .params(signature)
            .returns(result)
            .doc(self.doc())
            .body([Stmt::returns(self.form.awaited(call))])
    }

    /// The parameters that the params become, and the params as the call takes them.
    fn members(&self) -> (Signature, Expr) {
        let (ty, optional) = match &self.method.params {
            Params::None => return (Signature::default(), Expr::Dict(Vec::new())),
            Params::Required(ty) => (ty, false),
            Params::Optional(ty) => (ty, true),
        };
        match self.method.params.record(self.scope.ir()) {
            Some((id, record)) => self.of_record(id, record),
            None => {
                let name = py_ident!("params");
                let annotation = annotation(self.scope, ty);
                let annotation = if optional { annotation.or(unset_type()).optional() } else { annotation };
                let default = optional.then(unset_value);
                let typed = Parameter::typed(name.clone(), told(self.scope, annotation)).default(default);
                (Signature { plain: vec![typed], ..Signature::default() }, Expr::local(name))
            }
        }
    }

    fn of_record(&self, id: DefId, record: &Record) -> (Signature, Expr) {
        let fields = records::in_order(self.scope, id, record);
        let taken: Vec<&Ident> = fields.iter().map(|(_, name)| *name).chain([&TIMEOUT]).collect();
        let (mut parameters, mut members) = (Vec::new(), Vec::new());
        for (field, member) in fields {
            let name = parameter(member, &[&TIMEOUT, &METHODS], &taken);
            let annotation = told(self.scope, records::annotation_to_send(self.scope, field));
            let default = (!field.required).then(unset_value);
            members.push((Expr::str(member.as_str()), Expr::local(name.clone())));
            parameters.push(Parameter::typed(name, annotation).default(default));
        }
        (Signature { keyword_only: parameters, ..Signature::default() }, Expr::Dict(members))
    }

    fn doc(&self) -> Option<Doc> {
        let params = params(self.method).and_then(definition);
        let params = params.map(|id| format!("Params: `{}`.", self.scope.names().of(id)));
        Doc::new(&calls::request(self.client, self.client.opt_in, self.index, self.method, params))
    }
}

fn unset_value() -> Expr {
    Expr::name(py_symbol!("msgspec", "UNSET"))
}

fn unset_type() -> Expr {
    Expr::name(py_symbol!("msgspec", "UnsetType").type_only())
}
