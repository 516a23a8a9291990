//! The signature of an action, sorted into caller, arguments, form and plain extractors.
//!
//! `Form`, `Arg` and `Sealed` are recognised by their last path segment, because a macro cannot
//! resolve types. The expansion lets the compiler prove that the names refer to the library's
//! types.

use syn::spanned::Spanned;
use syn::{Error, FnArg, GenericArgument, Pat, PathArguments, Result, ReturnType, Type};

use crate::function::Function;
use crate::types::{Open, last_segment};

/// A parameter; they keep the order of the function.
#[derive(Debug)]
pub(crate) enum Parameter {
    Caller(Type),
    /// An `Arg<T>` or `Sealed<T>`, in full.
    Argument(Type),
    Form {
        whole: Type,
        inner: Box<Type>,
    },
    Extractor(Type),
}

#[derive(Debug)]
pub(crate) struct Signature {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) output: Type,
}

impl Signature {
    /// # Errors
    ///
    /// Returns the first wrong use, as a sentence at its span.
    pub(crate) fn check(function: &Function, public: bool) -> Result<Self> {
        let signature = &function.signature;
        if signature.asyncness.is_none() {
            return Err(Error::new(
                signature.fn_token.span(),
                "an action must be async: write `async fn`",
            ));
        }
        if let Some(generics) = signature.generics.params.first() {
            return Err(Error::new(generics.span(), NO_GENERICS));
        }
        let ReturnType::Type(_, output) = &signature.output else {
            return Err(Error::new(
                signature.ident.span(),
                "an action must have a return type: return `postback::Result<T>`, like `Result<()>`",
            ));
        };
        concrete(output)?;
        let mut parameters = Vec::new();
        for input in &signature.inputs {
            parameters.push(parameter(input)?);
        }
        one_form(&parameters)?;
        access(signature, &parameters, public)?;
        Ok(Self {
            parameters,
            output: (**output).clone(),
        })
    }
}

fn parameter(input: &FnArg) -> Result<Parameter> {
    let FnArg::Typed(input) = input else {
        return Err(Error::new(
            input.span(),
            "an action must be a free function: remove `self`, and take what it needs as a parameter",
        ));
    };
    concrete(&input.ty)?;
    let ty = (*input.ty).clone();
    if is_caller(&input.pat) {
        return Ok(Parameter::Caller(ty));
    }
    match last_segment(&ty).as_deref() {
        Some("Form") => Ok(Parameter::Form {
            inner: Box::new(only_argument(&ty, "Form<Profile>")?),
            whole: ty,
        }),
        Some("Arg" | "Sealed") => Ok(Parameter::Argument(ty)),
        Some(
            name @ ("Json" | "Bytes" | "String" | "Multipart" | "RawForm" | "Request" | "Body"),
        ) => Err(Error::new(
            ty.span(),
            format!(
                "`{name}` reads the body, which is the action's form: take `Form<T>` with a `#[derive(FromForm)]` type"
            ),
        )),
        _ => Ok(Parameter::Extractor(ty)),
    }
}

fn is_caller(pattern: &Pat) -> bool {
    matches!(pattern, Pat::Ident(pattern) if pattern.ident == "caller" || pattern.ident == "_caller")
}

fn only_argument(ty: &Type, example: &str) -> Result<Type> {
    if let Type::Path(path) = ty
        && let Some(segment) = path.path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
        && arguments.args.len() == 1
    {
        return Ok(inner.clone());
    }
    Err(Error::new(
        ty.span(),
        format!("write the type in the brackets, like `{example}`"),
    ))
}

const NO_GENERICS: &str = "an action cannot be generic, because the form that calls it cannot choose types: write the types out";

/// Checks that a type is written out and borrows nothing from the request.
fn concrete(ty: &Type) -> Result<()> {
    let open = Open::find(ty);
    if let Some(span) = open.impl_trait {
        return Err(Error::new(span, NO_GENERICS));
    }
    if let Some(span) = open.borrow {
        return Err(Error::new(
            span,
            "an action cannot borrow, because it may outlive the request that called it: take and return owned types",
        ));
    }
    Ok(())
}

fn one_form(parameters: &[Parameter]) -> Result<()> {
    let mut forms = parameters.iter().filter_map(|parameter| match parameter {
        Parameter::Form { whole, .. } => Some(whole),
        _ => None,
    });
    match (forms.next(), forms.next()) {
        (Some(_), Some(second)) => Err(Error::new(
            second.span(),
            "an action takes one `Form`: put all the fields into one type",
        )),
        _ => Ok(()),
    }
}

fn access(signature: &syn::Signature, parameters: &[Parameter], public: bool) -> Result<()> {
    let mut callers = parameters.iter().filter_map(|parameter| match parameter {
        Parameter::Caller(ty) => Some(ty),
        _ => None,
    });
    match (callers.next(), callers.next(), public) {
        (None, _, true) | (Some(_), None, false) => Ok(()),
        (Some(caller), _, true) => Err(Error::new(
            caller.span(),
            "a public action has no caller: remove `public`, or give this parameter another name to take it as an extractor",
        )),
        (_, Some(second), _) => Err(Error::new(
            second.span(),
            "an action takes one `caller`: give this parameter another name",
        )),
        (None, _, false) => {
            let taken_apart = signature.inputs.iter().find_map(|input| match input {
                FnArg::Typed(input) if matches!(*input.pat, Pat::Struct(_)) => {
                    last_segment(&input.ty)
                }
                _ => None,
            });
            let hint = match taken_apart {
                Some(name) => format!(
                    " (if this `{name}` is the caller, name the parameter `caller` and destructure it in the body)"
                ),
                None => String::new(),
            };
            let text = format!(
                "who may call this action? Take a parameter `caller: User` whose type implements `postback::Caller`, \
                 or say `#[action(public)]`{hint}"
            );
            Err(Error::new(signature.ident.span(), text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, public: bool) -> Result<Signature> {
        Signature::check(&Function::read("action", text.parse()?)?, public)
    }

    fn refusal(text: &str, public: bool) -> String {
        check(text, public).unwrap_err().to_string()
    }

    #[test]
    fn parameters_are_sorted_in_any_order() {
        let text = "async fn a(Form(f): Form<T>, x: State<Db>, mut caller: User, Arg(id): postback::Arg<u64>) -> Result<()> {}";
        let signature = check(text, false).unwrap();
        assert!(matches!(
            signature.parameters[..],
            [
                Parameter::Form { .. },
                Parameter::Extractor(_),
                Parameter::Caller(_),
                Parameter::Argument(_)
            ]
        ));
    }

    #[test]
    fn an_action_says_who_may_call_it() {
        assert!(
            refusal("async fn a() -> Result<()> {}", false).contains("who may call this action?")
        );
        assert!(
            refusal("async fn a(User { id, .. }: User) -> Result<()> {}", false)
                .contains("if this `User` is the caller")
        );
        assert!(
            refusal("async fn a(caller: User) -> Result<()> {}", true)
                .contains("a public action has no caller")
        );
        assert!(check("async fn a(_caller: User) -> Result<()> {}", false).is_ok());
        assert!(check("async fn a(user: Option<User>) -> Result<()> {}", true).is_ok());
    }

    #[test]
    fn what_cannot_be_called_from_a_form_is_refused() {
        assert!(refusal("fn a() -> Result<()> {}", true).contains("async fn"));
        assert!(
            refusal("async fn a<T>(t: T) -> Result<()> {}", true).contains("cannot be generic")
        );
        assert!(
            refusal("async fn a(t: impl T) -> Result<()> {}", true).contains("cannot be generic")
        );
        assert!(refusal("async fn a() {}", true).contains("must have a return type"));
        assert!(refusal("async fn a(&self) -> Result<()> {}", true).contains("free function"));
        assert!(refusal("async fn a(name: &str) -> Result<()> {}", true).contains("cannot borrow"));
        assert!(
            refusal(
                "async fn a(Form(f): Form<A>, Form(g): Form<B>) -> Result<()> {}",
                true
            )
            .contains("one `Form`")
        );
        assert!(
            refusal("async fn a(Form(f): Form) -> Result<()> {}", true).contains("in the brackets")
        );
        assert!(
            refusal("async fn a(Json(f): Json<A>) -> Result<()> {}", true)
                .contains("reads the body")
        );
    }
}
