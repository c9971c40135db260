"""Requests of the server against handlers of every kind: an answer that fits is sent, all else refuses and says why.

An independent validator judges every line that is sent; a handler that fails in whatever way never grants anything.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from pinned import definitions, pointer_of, validator
from server_requests import SAMPLES, Sample

from codex_app_server import RefusedError, ServerRequestHandler, types, wire
from codex_app_server._client.dispatch import (
    AnswerLine,
    Refusal,
    answer_line,
    dispatch,
    failure,
)
from codex_app_server._client.handler import SERVER_REQUESTS
from codex_app_server._client.refusal import ErrorReply
from codex_app_server._client.serving import conclude

each_request = pytest.mark.parametrize("sample", SAMPLES, ids=lambda it: it.method)
COMMAND = SAMPLES[0]


def decoded(line: bytes) -> Any:
    message = wire.decode(line)
    assert isinstance(message, wire.RequestMessage | wire.UnknownRequest)
    return message


def answering(sample: Sample, act: Callable[[Any], object]) -> ServerRequestHandler:
    """A handler that acts so on one request."""

    def method(self: ServerRequestHandler, request: Any) -> object:
        return act(request)

    return type("Answering", (ServerRequestHandler,), {sample.handler: method})()


def asked(sample: Sample, act: Callable[[Any], object]) -> AnswerLine:
    """What is sent when a handler acts so."""
    message = decoded(sample.line())
    return answer_line(message, dispatch(answering(sample, act), message))


def sent(answer: AnswerLine, sample: Sample) -> Any:
    """The answer on the line, which the schema accepts."""
    reply = json.loads(answer.line)
    assert reply["id"] == 7
    if "error" in reply:
        assert reply["error"].keys() == {"code", "message"}
        return reply["error"]
    validator(pointer_of(sample.result)).validate(reply["result"])
    return reply["result"]


def refusal_of(sample: Sample) -> Any:
    refused = SERVER_REQUESTS[sample.method].refusal
    return refused._asdict() if isinstance(refused, ErrorReply) else refused


def test_the_samples_are_all_that_a_server_asks() -> None:
    (asked_by_server,) = [definitions()["ServerRequest"]["oneOf"]]
    methods = {one["properties"]["method"]["enum"][0] for one in asked_by_server}
    assert methods == set(SERVER_REQUESTS) == {sample.method for sample in SAMPLES}
    for sample in SAMPLES:
        assert SERVER_REQUESTS[sample.method].handler == sample.handler
        assert SERVER_REQUESTS[sample.method].shorthand == sample.member


@each_request
@pytest.mark.parametrize("handler", [None, ServerRequestHandler()], ids=str)
def test_what_nobody_answers_is_refused(
    sample: Sample, handler: ServerRequestHandler | None
) -> None:
    message = decoded(sample.line())
    answer = answer_line(message, dispatch(handler, message))
    assert sent(answer, sample) == refusal_of(sample)
    assert answer.refusal is not None
    assert answer.refusal.error is None
    assert "handler" in answer.refusal.reason


def test_refusals_grant_nothing() -> None:
    granted = {"accept", "acceptForSession", "approved", "approved_for_session"}
    for sample in SAMPLES:
        text = json.dumps(refusal_of(sample))
        assert not any(f'"{word}"' in text for word in granted), text
    answer = asked(SAMPLES[2], lambda request: None)
    profile = types.PermissionsRequestApprovalResponse.model_validate(
        sent(answer, SAMPLES[2])
    ).permissions
    assert not profile.file_system
    assert not profile.network


@each_request
def test_a_whole_answer_is_sent(sample: Sample) -> None:
    model = getattr(types, sample.result).model_validate(sample.whole)
    for answer in (model, sample.whole):
        answered = asked(sample, lambda request, answer=answer: answer)
        assert sent(answered, sample) == sample.whole
        assert answered.refusal is None


@each_request
def test_the_deciding_member_is_sent(sample: Sample) -> None:
    if sample.member is None:
        answered = asked(sample, lambda request: "accept")
        assert sent(answered, sample) == refusal_of(sample)
        assert answered.refusal is not None
        assert "str is no answer" in answered.refusal.reason
        return
    model = getattr(types, sample.result).model_validate(sample.whole)
    (attribute,) = [
        name for name in model.__struct_fields__ if name in model_members(model)
    ]
    answered = asked(sample, lambda request: getattr(model, attribute))
    assert sent(answered, sample) == sample.whole
    assert answered.refusal is None
    if not isinstance(sample.whole[sample.member], dict):
        answered = asked(sample, lambda request: sample.whole[sample.member or ""])
        assert sent(answered, sample) == sample.whole


def model_members(model: Any) -> set[str]:
    return set(model.model_dump())


@each_request
def test_the_handler_is_given_the_params(sample: Sample) -> None:
    seen: list[Any] = []
    asked(sample, seen.append)
    (request,) = seen
    given = request.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert {name: given[name] for name in sample.params} == sample.params


class Fault(Exception):
    """What an application raises."""


def failing(request: object) -> object:
    raise Fault("a secret that only the application knows")


def refusing(request: object) -> object:
    raise RefusedError("not on a Sunday")


class Odd(dict[str, object]):
    """A mapping that cannot be read."""

    def items(self) -> Any:
        raise Fault


UNFIT: dict[str, Callable[[Any], object]] = {
    "None": lambda request: None,
    "an exception": failing,
    "a refusal": refusing,
    "another text": lambda request: "acept",
    "a number": lambda request: 1.5,
    "true": lambda request: True,
    "an empty mapping": lambda request: {},
    "a mapping of something else": lambda request: {"verdict": "accept"},
    "a list": lambda request: ["accept"],
    "another model": lambda request: types.CancelLoginAccountParams(login_id="1"),
    "a malformed value": lambda request: types.Malformed("accept", "no"),
    "the request": lambda request: request,
    "an object": lambda request: object(),
    "a mapping that raises": lambda request: Odd(decision="accept"),
    "no JSON": lambda request: {"decision": float("nan")},
}


@each_request
@pytest.mark.parametrize("what", UNFIT)
def test_what_does_not_fit_refuses(sample: Sample, what: str) -> None:
    answered = asked(sample, UNFIT[what])
    if (sample.handler, what) == ("attestation", "another text"):
        assert sent(answered, sample) == {"token": "acept"}, "any text is a token"
        return
    if (sample.handler, what) == ("permissions_approval", "the request"):
        assert answered.refusal is not None
    assert sent(answered, sample) == refusal_of(sample)
    assert answered.refusal is not None
    assert answered.refusal.reason.isprintable()
    assert "secret" not in answered.refusal.reason


@pytest.mark.parametrize("what", ["None", "an exception", "another text", "an object"])
def test_a_mistake_of_the_handler_is_a_warning(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = decoded(COMMAND.line())
    conclude(message, dispatch(answering(COMMAND, UNFIT[what]), message), bool)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage().startswith(f"refused {COMMAND.method}: the handler")


@pytest.mark.parametrize(
    "handler", [None, ServerRequestHandler(), answering(COMMAND, refusing)]
)
def test_a_deliberate_refusal_is_a_detail(
    handler: ServerRequestHandler | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "codex_app_server")
    message = decoded(COMMAND.line())
    conclude(message, dispatch(handler, message), bool)
    (record,) = caplog.records
    assert record.levelname == "DEBUG"
    assert record.getMessage().startswith(f"refused {COMMAND.method}: ")


def test_reasons_tell_what_happened() -> None:
    def reason(act: Callable[[Any], object]) -> str:
        refusal = asked(COMMAND, act).refusal
        assert refusal is not None
        return refusal.reason

    assert reason(failing) == "the handler raised Fault"
    assert reason(refusing) == "not on a Sunday"
    assert "None" in reason(UNFIT["None"])
    assert "/decision" in reason(UNFIT["another text"])
    error = asked(COMMAND, failing).refusal
    assert error is not None
    assert isinstance(error.error, Fault)


@pytest.mark.parametrize(
    "stop", [KeyboardInterrupt(), SystemExit(1), asyncio.CancelledError()], ids=repr
)
def test_what_ends_a_program_passes_through(stop: BaseException) -> None:
    def act(request: object) -> object:
        raise stop

    with pytest.raises(type(stop)):
        asked(COMMAND, act)
    message = decoded(COMMAND.line())
    assert sent(answer_line(message, failure(stop)), COMMAND) == {"decision": "decline"}


async def outcome_of(outcome: Any) -> object:
    """What a session makes of an awaitable."""
    try:
        return await outcome
    except (Exception, asyncio.CancelledError) as error:
        return failure(error)


@each_request
def test_an_answer_may_be_awaited(sample: Sample) -> None:
    async def act(request: object) -> object:
        await asyncio.sleep(0)
        return sample.whole

    async def run() -> AnswerLine:
        message = decoded(sample.line())
        waiting = dispatch(answering(sample, act), message)
        return answer_line(message, await outcome_of(waiting))

    answered = asyncio.run(run())
    assert sent(answered, sample) == sample.whole
    assert answered.refusal is None


def test_a_cancelled_answer_refuses() -> None:
    async def act(request: object) -> object:
        await asyncio.Event().wait()
        return "accept"

    async def run() -> AnswerLine:
        message = decoded(COMMAND.line())
        waiting: Any = dispatch(answering(COMMAND, act), message)
        task = asyncio.create_task(waiting)
        await asyncio.sleep(0)
        task.cancel()
        return answer_line(message, await outcome_of(task))

    answered = asyncio.run(run())
    assert sent(answered, COMMAND) == {"decision": "decline"}
    assert answered.refusal is not None
    assert answered.refusal.reason == "the handler raised CancelledError"


def test_an_answer_that_nobody_awaited_refuses() -> None:
    async def act(request: object) -> object:
        return "accept"

    message = decoded(COMMAND.line())
    waiting: Any = dispatch(answering(COMMAND, act), message)
    answered = answer_line(message, waiting)
    waiting.close()
    assert sent(answered, COMMAND) == {"decision": "decline"}


@each_request
def test_params_that_do_not_fit_reach_nobody(sample: Sample) -> None:
    def act(request: object) -> object:
        raise AssertionError(request)

    whole = {"id": 7, "method": sample.method, "params": sample.params}
    broken: list[dict[str, Any]] = [
        {"id": 7, "method": sample.method},
        *({**whole, "params": params} for params in (None, "text", [])),
    ]
    for name, value in sample.params.items():
        if name in OPTIONAL:
            continue
        others = {k: v for k, v in sample.params.items() if k != name}
        broken.append({**whole, "params": others})
        if name != "arguments":  # of a tool, in whatever form
            wrong = 7 if isinstance(value, str) else "text"
            broken.append({**whole, "params": {**others, name: wrong}})
    for line in broken:
        message = decoded(json.dumps(line).encode())
        answered = answer_line(message, dispatch(answering(sample, act), message))
        assert sent(answered, sample) == refusal_of(sample), line
        assert answered.refusal is not None
        assert answered.refusal.reason.startswith("the params do not fit: "), line


OPTIONAL = {"command", "isBlocking"}
"""Members of the samples that not every runtime sends."""


def test_part_of_the_params_that_does_not_fit() -> None:
    change = {"type": "add", "content": 5}
    params = {"callId": "c", "conversationId": "t", "fileChanges": {"a.py": change}}
    line = {"id": 7, "method": "applyPatchApproval", "params": params}
    message = decoded(json.dumps(line).encode())
    outcome = dispatch(ServerRequestHandler(), message)
    assert isinstance(outcome, Refusal)
    assert "/fileChanges/a.py/content" in outcome.reason


def test_newer_parts_of_the_params_reach_the_handler() -> None:
    seen: list[Any] = []
    newer = [{"acceptForWeek": {"days": 2}}, "acceptTwice"]
    params = {**COMMAND.params, "availableDecisions": newer, "moon": "full"}
    line = {"id": 7, "method": COMMAND.method, "params": params}
    message = decoded(json.dumps(line).encode())
    dispatch(answering(COMMAND, seen.append), message)
    (request,) = seen
    assert request.available_decisions[0] == types.Unknown("acceptForWeek", newer[0])
    # what the server offered can be answered as it was given, and not from memory
    for offered, plain in zip(request.available_decisions, newer, strict=True):
        line = answer_line(message, offered).line
        assert json.loads(line)["result"] == {"decision": plain}
        assert answer_line(message, plain).refusal is not None


def test_an_older_request_is_whole(tolerated: list[Any]) -> None:
    sample = SAMPLES[3]
    params = {k: v for k, v in sample.params.items() if k != "isBlocking"}
    line = {"id": 7, "method": sample.method, "params": params}
    message = decoded(json.dumps(line).encode())
    answered = answer_line(
        message, dispatch(answering(sample, lambda request: sample.whole), message)
    )
    assert sent(answered, sample) == sample.whole
    assert [event.kind for event in tolerated] == ["absent_member"]


def test_unknown_requests_are_told_so() -> None:
    message = decoded(b'{"id":"x","method":"item/levitate/requestApproval"}')
    for outcome in (dispatch(ServerRequestHandler(), message), {"decision": "accept"}):
        answered = answer_line(message, outcome)
        assert json.loads(answered.line) == {
            "id": "x",
            "error": {"code": -32601, "message": "Method not found"},
        }
        assert answered.refusal is not None
