"""From a request of the server to the line that answers it, without any I/O.

In: a decoded request, a handler, and what became of the handler's call. Out: one line,
and the reason where it refuses. Only an answer that fits the type of its method is
sent; everything else sends the method's refusal, so that a failing handler grants
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from msgspec import UNSET

from .._runtime.codec import check, misfits
from .._runtime.encoding import encode_error, encode_response
from .._runtime.enums import OpenEnum
from .._runtime.errors import Problem, WireError
from .._runtime.messages import RequestMessage, UnknownRequest
from .._runtime.methods import resolve
from .._runtime.model import Model
from .._runtime.tolerance import printable
from .._runtime.unions import Malformed, Unknown
from .handler import SERVER_REQUESTS
from .refusal import ErrorReply, RefusedError, ServerRequestPlan

if TYPE_CHECKING:
    from .handler import ServerRequestHandler

METHOD_NOT_FOUND = ErrorReply(-32601, "Method not found")


class Refusal(NamedTuple):
    """Why a request is refused."""

    reason: str
    """One line for the log: printable, and not long."""
    error: BaseException | None = None
    """What the handler raised, if it failed."""
    is_mistake: bool = False
    """Whether the program did not mean it: its handler failed, or gave no valid answer."""


class AnswerLine(NamedTuple):
    """What is sent to the server."""

    line: bytes
    """The answer, without a newline."""
    refusal: Refusal | None
    """Why it refuses, if it does."""


def dispatch(
    handler: ServerRequestHandler | None, message: RequestMessage | UnknownRequest
) -> object:
    """Ask the handler: an answer, an awaitable of one, or a `Refusal`.

    A request whose params do not fit never reaches the handler. What is no `Exception`,
    such as `KeyboardInterrupt`, is not caught: `failure` makes a refusal of it.
    """
    method, plan = _planned(message)
    if plan is None:
        return Refusal(f"no method is named {printable(method)!r}")
    params = getattr(message, "params", None)
    if problem := _misfit(params):
        return Refusal(f"the params do not fit: {problem}")
    if handler is None:
        return Refusal("there is no handler")
    try:
        return getattr(handler, plan.handler)(params)
    except Exception as error:
        return failure(error)


def failure(error: BaseException) -> Refusal:
    """The outcome of a handler that raised, or whose call was cancelled."""
    if isinstance(error, RefusedError):
        return Refusal(str(error) or "the handler refused")
    return Refusal(f"the handler raised {type(error).__name__}", error, True)


def answer_line(
    message: RequestMessage | UnknownRequest, outcome: object
) -> AnswerLine:
    """The line for an outcome: an answer, or the refusal that takes its place.

    An answer is a model of the whole result, the value of its one deciding member, or a
    mapping of the whole result. It is held to what this SDK knows. What is newer can be
    answered alone, as the typed value in which the server offered it.
    """
    _, plan = _planned(message)
    if isinstance(outcome, Refusal):
        return _refuse(message, plan, outcome)
    if plan is None:
        return _refuse(message, plan, Refusal("the method is unknown"))
    try:
        return AnswerLine(encode_response(message.id, _fitting(plan, outcome)), None)
    except WireError as error:
        reason = f"the handler's answer is invalid: {error.problems[0]}"
        return _refuse(message, plan, Refusal(reason, is_mistake=True))
    except Exception as error:  # of an object that only looks like an answer
        reason = f"the handler's answer cannot be read: {type(error).__name__}"
        return _refuse(message, plan, Refusal(reason, error, True))


def method_of(message: RequestMessage | UnknownRequest) -> str:
    """The method on the wire."""
    if isinstance(message, UnknownRequest):
        return printable(message.method)
    return str(message.__struct_config__.tag)


def _planned(
    message: RequestMessage | UnknownRequest,
) -> tuple[str, ServerRequestPlan | None]:
    if isinstance(message, UnknownRequest):
        return message.method, None
    method = method_of(message)
    return method, SERVER_REQUESTS.get(method)


def _misfit(params: object) -> Problem | None:
    if params is UNSET:
        return Problem("", "they are missing")
    if isinstance(params, Malformed):
        return Problem("", params.error)
    problems = misfits(params) if isinstance(params, Model) else []
    return problems[0] if problems else None


def _fitting(plan: ServerRequestPlan, answer: object) -> Model:
    """The whole answer, or `WireError`."""
    result_type: Any = resolve(plan.result_name)
    if answer is None:
        raise WireError(plan.result_name, [Problem("", "the handler returned None")])
    if isinstance(answer, result_type | Mapping):
        whole = answer
    elif plan.shorthand is not None:
        whole = {plan.shorthand: answer}
    else:
        reason = f"{type(answer).__name__} is no answer"
        raise WireError(plan.result_name, [Problem("", reason)])
    offered = isinstance(answer, Unknown) or (
        isinstance(answer, OpenEnum) and not answer.is_known
    )
    return cast(Model, check(result_type, whole, plan.result_name, True, not offered))


def _refuse(
    message: RequestMessage | UnknownRequest,
    plan: ServerRequestPlan | None,
    refusal: Refusal,
) -> AnswerLine:
    refused = METHOD_NOT_FOUND if plan is None else plan.refusal
    if isinstance(refused, ErrorReply):
        line = encode_error(message.id, refused.code, refused.message)
    else:
        line = encode_response(message.id, refused)
    return AnswerLine(line, refusal)
