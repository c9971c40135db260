//! One curated call and its request in, its parameters as Rust has them out: what each is in a signature, and the value
//! that a member of the params gets of it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::Imports;
use crate::curation::DefaultRow;
use crate::emit::rust::file::File;
use crate::emit::rust::presence::{Member, Presence, members};
use crate::emit::rust::scope::Scope;
use crate::emit::rust::syntax::ident;
use crate::emit::rust::ty::{Ty, resolved};
use crate::ir::{Body, Field, Method, Params, Record, Type};
use crate::naming::rust::RustMethodNames;
use crate::naming::{PyIdent, RsIdent};
use crate::surface::{self, Argument, Client};

/// One curated call.
pub(super) struct Call<'a> {
    pub scope: &'a Scope<'a>,
    pub client: &'a Client<'a>,
    pub row: &'a surface::Call<'a>,
    pub method: &'a Method,
    pub names: &'a RustMethodNames,
    record: Option<&'a Record>,
    /// The type of the params; none for a request without.
    pub params: Option<Ty>,
    /// Their members, in the order in which a constructor takes them.
    pub members: Vec<Member<'a>>,
}

/// A parameter as Rust has it.
pub(super) struct Taken<'a> {
    pub argument: &'a Argument<'a>,
    pub name: RsIdent,
    /// The type of its value.
    pub ty: TokenStream,
    /// The type in a signature.
    pub given: TokenStream,
    /// Whether the value is made of what is given by `into`.
    pub is_converted: bool,
    /// Whether it is one of those that `Into<String>` and the like make one type of many.
    pub is_generic: bool,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        scope: &'a Scope<'a>,
        client: &'a Client<'a>,
        row: &'a surface::Call<'a>,
    ) -> Option<Self> {
        let method = scope.ir().methods().get(row.method)?;
        let names = scope.names.methods().get(row.method)?;
        let record = method.params.record(scope.ir());
        let params = record.map(|(id, _)| Ty::public(scope, &Type::Def(id)));
        let members = record.map_or(Vec::new(), |(id, record)| members(scope, &scope.ir()[id], record));
        let record = record.map(|(_, record)| record);
        Some(Self { scope, client, row, method, names, record, params, members })
    }

    /// Whether what it takes stands in a type of its own: only then can parts of it be left out.
    pub(super) fn has_options(&self) -> bool {
        self.row.arguments.iter().any(|argument| !argument.required)
    }

    /// The parameters of its signature, where all that it takes must be given.
    pub(super) fn direct_arguments(&self) -> impl Iterator<Item = Taken<'a>> {
        let arguments = if self.has_options() { &[][..] } else { &self.row.arguments };
        arguments.iter().map(|argument| self.taken(argument))
    }

    /// The fields that a parameter gives.
    pub(super) fn given_by(&self, argument: &Argument<'_>) -> Vec<&'a Field> {
        let fields = self.record.map_or(&[][..], |record| &record.fields);
        argument.gives.iter().filter_map(|at| fields.get(*at)).collect()
    }

    fn member(&self, field: &Field) -> Option<&Member<'a>> {
        self.members.iter().find(|member| member.field.wire == field.wire)
    }

    /// The members that the object gives, each with the attribute that has its value.
    pub(super) fn bound(&self) -> impl Iterator<Item = (&Member<'a>, Ident)> {
        self.row.bound.iter().filter_map(|(index, attribute)| {
            let field = self.record?.fields.get(*index)?;
            Some((self.member(field)?, ident(RsIdent::new(attribute).as_str())))
        })
    }

    /// A parameter as Rust has it.
    pub(super) fn taken(&self, argument: &'a Argument<'a>) -> Taken<'a> {
        let name = RsIdent::new(&argument.name);
        if let Some(home) = &argument.ty {
            let ty = ident(RsIdent::new(&home.name).as_str());
            // What must be given, and what goes beside the members, is given in many forms.
            let is_generic = argument.required || argument.beside;
            let given = if is_generic {
                quote! { impl Into<#ty> }
            } else {
                quote! { #ty }
            };
            return Taken { argument, name, ty: quote! { #ty }, given, is_converted: is_generic, is_generic };
        }
        let given_by = self.given_by(argument);
        let Some(field) = given_by.first() else {
            let ty = quote! { serde_json::Value };
            return Taken { argument, name, given: ty.clone(), ty, is_converted: false, is_generic: false };
        };
        let ty = Ty::public(self.scope, &field.ty);
        if argument.required && field.nullable && !says_null(self.scope, &field.ty) {
            let ty = ty.inside("Option").syntax();
            let ty = quote! { #ty };
            return Taken { argument, name, given: ty.clone(), ty, is_converted: false, is_generic: false };
        }
        let ty = ty.syntax();
        let ty = quote! { #ty };
        let is_generic = match resolved(self.scope, &field.ty) {
            Type::Str(_) | Type::Literal(_) => true,
            Type::Def(id) => matches!(self.scope.ir()[*id].body, Body::Union(_)),
            _ => false,
        };
        let given = if is_generic {
            quote! { impl Into<#ty> }
        } else {
            ty.clone()
        };
        Taken { argument, name, ty, given, is_converted: is_generic, is_generic }
    }

    /// Notes what a parameter needs of other modules.
    pub(super) fn note(&self, argument: &Argument<'_>, imports: &mut Imports, file: &mut File<'_>) {
        if let Some(home) = &argument.ty {
            imports.home(home);
        } else if let Some(field) = self.given_by(argument).first() {
            file.uses(&Ty::public(self.scope, &field.ty));
        }
    }

    /// The statements that make the params, and the expression that they are.
    ///
    /// `value` gives the value of a parameter, `bound` that of a member which an attribute of the object gives.
    pub(super) fn made(
        &self,
        imports: &mut Imports,
        value: impl Fn(&Taken<'a>) -> TokenStream,
        bound: impl Fn(&Ident, &Ident) -> TokenStream,
    ) -> (Vec<TokenStream>, TokenStream) {
        let Some(params) = &self.params else { return (Vec::new(), quote! { () }) };
        let params = params.syntax();
        let mut before = Vec::new();
        let mut values: Vec<(&str, TokenStream)> = Vec::new();
        for (member, attribute) in self.bound() {
            let value = bound(&attribute, &ident(member.name.as_str()));
            let value =
                if member.is_required() { value } else { self.wrapped(member, quote! { #value.into() }) };
            values.push((member.field.wire.as_str(), value));
        }
        for argument in self.row.arguments.iter().filter(|argument| !argument.beside) {
            let taken = self.taken(argument);
            let given = self.given_by(argument);
            let given: Vec<&Member<'a>> = given.iter().filter_map(|field| self.member(field)).collect();
            let value = value(&taken);
            match (&argument.convert, given.as_slice()) {
                (None, [member]) => {
                    values.push((member.field.wire.as_str(), self.plain(member, argument, value)))
                }
                (None, _) => {}
                (Some(convert), members) => {
                    let convert = imports.home(convert);
                    let value = if argument.default.is_some() {
                        quote! { Some(#value) }
                    } else {
                        value
                    };
                    let value = quote! { #convert(#value) };
                    if let [member] = members {
                        values.push((member.field.wire.as_str(), value));
                    } else {
                        let names: Vec<Ident> =
                            members.iter().map(|member| ident(member.name.as_str())).collect();
                        before.push(quote! { let (#(#names),*) = #value; });
                        let of = members.iter().zip(&names);
                        values
                            .extend(of.map(|(member, name)| (member.field.wire.as_str(), quote! { #name })));
                    }
                }
            }
        }
        let value_of = |member: &Member<'_>| {
            let wire = member.field.wire.as_str();
            values.iter().find(|(name, _)| *name == wire).map(|(_, value)| value)
        };
        let required = self.members.iter().filter(|member| member.is_required());
        let required = required.filter_map(value_of);
        let made = quote! { #params::new(#(#required),*) };
        let optional = self.members.iter().filter(|member| !member.is_required());
        let set = optional.filter_map(|member| {
            let (name, value) = (ident(member.name.as_str()), value_of(member)?);
            Some(quote! { params.#name = #value; })
        });
        let set: Vec<TokenStream> = set.collect();
        if set.is_empty() {
            return (before, made);
        }
        before.push(quote! { let mut params = #made; });
        before.extend(set);
        (before, quote! { params })
    }

    /// The value of a member that a parameter gives as it is.
    fn plain(&self, member: &Member<'_>, argument: &Argument<'_>, value: TokenStream) -> TokenStream {
        let is_boxed = matches!(member.value, Ty::Of("Box", _));
        let is_given = argument.required || argument.default.is_some();
        match (member.is_required(), is_given) {
            // The constructor takes it in whatever form it has.
            (true, _) => value,
            (false, true) if is_boxed => self.wrapped(member, quote! { Box::new(#value) }),
            (false, true) => self.wrapped(member, value),
            (false, false) => {
                let value = if is_boxed {
                    quote! { #value.map(Box::new) }
                } else {
                    value
                };
                if member.presence == Presence::Maybe {
                    quote! { #value.into() }
                } else {
                    value
                }
            }
        }
    }

    /// A value as a member holds it that may be left out.
    fn wrapped(&self, member: &Member<'_>, value: TokenStream) -> TokenStream {
        if member.presence == Presence::Maybe {
            quote! { #value.into() }
        } else {
            quote! { Some(#value) }
        }
    }

    /// The params as the request takes them.
    pub(super) fn sent(&self, params: TokenStream) -> TokenStream {
        match self.method.params {
            Params::Optional(_) => quote! { #params.into() },
            Params::None | Params::Required(_) => params,
        }
    }
}

impl Taken<'_> {
    /// The default that is not absence.
    pub(super) fn default(&self) -> Option<TokenStream> {
        match self.argument.default? {
            DefaultRow::Bool(value) => Some(quote! { #value }),
            DefaultRow::Member(name) => {
                let (ty, name) = (&self.ty, RsIdent::variant(&PyIdent::new(name).ok()?));
                let name = ident(name.as_str());
                Some(quote! { #ty::#name })
            }
        }
    }

    /// Whether it may be absent.
    pub(super) fn may_be_absent(&self) -> bool {
        !self.argument.required && self.argument.default.is_none()
    }

    /// The name as a token.
    pub(super) fn ident(&self) -> Ident {
        ident(self.name.as_str())
    }

    /// What was given.
    pub(super) fn plain(&self) -> TokenStream {
        let name = self.ident();
        quote! { #name }
    }

    /// The value of what was given.
    pub(super) fn value(&self) -> TokenStream {
        let name = self.ident();
        if self.is_converted {
            quote! { #name.into() }
        } else {
            quote! { #name }
        }
    }
}

/// Whether null is one of the values that a type has anyway.
fn says_null(scope: &Scope<'_>, ty: &Type) -> bool {
    matches!(resolved(scope, ty), Type::Json | Type::Nullable(_))
}
