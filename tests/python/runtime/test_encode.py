"""What the client sends: three states, and refusals that name the place."""

import json
from typing import Any

import pytest
from samples import item, line, started

from codex_app_server import wire
from codex_app_server.types import (
    UNSET,
    AskForApprovalValue,
    CommandExecParams,
    ExecCommandApprovalResponse,
    GranularApproval,
    GranularAskForApproval,
    ImageDetail,
    ImageUserInput,
    Malformed,
    McpLoginParams,
    McpServerElicitationAction,
    McpServerElicitationRequestResponse,
    SkillUserInput,
    TextUserInput,
    ThreadListParams,
    ThreadReadParams,
    ThreadStartParams,
    TimedOut,
    TimedOutReviewDecision,
    TokenMcpLoginMethod,
    TurnStartParams,
    Unknown,
)
from codex_app_server.wire import methods


def sent(method: Any, params: Any) -> Any:
    return json.loads(wire.encode_request(1, method, params))["params"]


def refusal(method: Any, params: Any) -> list[tuple[str, str]]:
    with pytest.raises(wire.WireError) as error:
        wire.encode_request(1, method, params)
    assert error.value.subject == method.name
    assert isinstance(error.value, ValueError)
    return [(problem.pointer, problem.reason) for problem in error.value.problems]


def test_absent_null_and_a_value_are_three_states() -> None:
    assert sent(methods.THREAD_LIST, ThreadListParams()) == {}
    params = ThreadListParams(section_id=None, cursor="c", cwd=["a", "b"])
    assert sent(methods.THREAD_LIST, params) == {
        "sectionId": None,
        "cursor": "c",
        "cwd": ["a", "b"],
    }
    assert sent(methods.THREAD_LIST, ThreadListParams(cwd="a")) == {"cwd": "a"}
    assert ThreadListParams.model_validate({"sectionId": None}).cursor is UNSET


def test_whole_request() -> None:
    params = ThreadReadParams(thread_id="a\nb\u2028")
    text = wire.encode_request("r", methods.THREAD_READ, params)
    assert json.loads(text) == {
        "id": "r",
        "method": "thread/read",
        "params": {"threadId": "a\nb\u2028"},
    }
    assert b"\n" not in text


def test_methods_without_params() -> None:
    text = wire.encode_request(1, methods.ACCOUNT_LOGOUT)
    assert json.loads(text) == {"id": 1, "method": "account/logout"}
    assert b"params" not in wire.encode_request(1, methods.THREAD_LIST, None)
    assert wire.encode_notification(methods.INITIALIZED) == b'{"method":"initialized"}'
    with pytest.raises(wire.WireError, match="params are required"):
        wire.encode_request(1, methods.THREAD_READ, None)  # type: ignore[arg-type]
    with pytest.raises(wire.WireError, match="takes no params"):
        wire.encode_request(1, methods.ACCOUNT_LOGOUT, {})  # type: ignore[call-overload]


def test_methods_by_name_take_any_json() -> None:
    text = wire.encode_request(1, "future/method", {"a": [1, None]})
    assert json.loads(text)["params"] == {"a": [1, None]}
    assert b"params" not in wire.encode_request(1, "future/method")
    assert json.loads(wire.encode_notification("n", None)) == {
        "method": "n",
        "params": None,
    }


def test_unions_and_free_json() -> None:
    params = TurnStartParams(
        thread_id="t",
        input=[
            TextUserInput(text="hi"),
            ImageUserInput(url="u", detail=ImageDetail.low),
            Unknown("future", {"type": "future", "a": 1}),
        ],
        output_schema={"type": "object", "x": [None, 1.5]},
        temperature=1,
    )
    assert sent(methods.TURN_START, params) == {
        "threadId": "t",
        "input": [
            {"type": "text", "text": "hi"},
            {"type": "image", "url": "u", "detail": "low"},
            {"type": "future", "a": 1},
        ],
        "outputSchema": {"type": "object", "x": [None, 1.5]},
        "temperature": 1,
    }
    granular = GranularAskForApproval(
        granular=GranularApproval(
            mcp_elicitations=True, rules=False, sandbox_approval=True
        )
    )
    params = ThreadStartParams(approval_policy=granular, config={"model": None})
    assert sent(methods.THREAD_START, params) == {
        "approvalPolicy": {
            "granular": {
                "mcp_elicitations": True,
                "rules": False,
                "sandbox_approval": True,
            }
        },
        "config": {"model": None},
    }
    params = ThreadStartParams(approval_policy=AskForApprovalValue("later"))
    assert sent(methods.THREAD_START, params) == {"approvalPolicy": "later"}
    login = McpLoginParams(method=TokenMcpLoginMethod(token="x"))
    assert sent(methods.MCP_LOGIN, login)["method"] == {"type": "token", "token": "x"}


def test_plain_params_under_either_spelling() -> None:
    by_wire = sent(methods.THREAD_READ, {"threadId": "t", "includeTurns": True})
    by_name = sent(methods.THREAD_READ, {"thread_id": "t", "include_turns": True})
    assert by_wire == by_name == {"threadId": "t", "includeTurns": True}


@pytest.mark.parametrize("value", [2**64 - 1, 0])
def test_uint64_in_range(value: int) -> None:
    params = CommandExecParams(command=[], output_bytes_cap=value)
    assert sent(methods.COMMAND_EXEC, params)["outputBytesCap"] == value


def test_refusals_say_where_and_why() -> None:
    command = methods.COMMAND_EXEC
    assert refusal(command, CommandExecParams(command=[], output_bytes_cap=2**64)) == [
        ("/outputBytesCap", f"expected at most {2**64 - 1}")
    ]
    assert refusal(command, CommandExecParams(command=[], output_bytes_cap=-1)) == [
        ("/outputBytesCap", "expected at least 0")
    ]
    assert refusal(methods.THREAD_LIST, ThreadListParams(limit=2**32)) == [
        ("/limit", f"expected at most {2**32 - 1}")
    ]
    assert refusal(methods.THREAD_START, ThreadStartParams(reasoning_effort="")) == [
        ("/reasoningEffort", "expected at least 1 characters")
    ]
    wrong: Any = ThreadReadParams(thread_id=5, include_turns="yes")  # type: ignore[arg-type]
    assert refusal(methods.THREAD_READ, wrong) == [
        ("/threadId", "expected string, got integer"),
        ("/includeTurns", "expected boolean, got string"),
    ]
    assert refusal(methods.THREAD_READ, {"include_turns": True, "extra": 1}) == [
        ("/extra", "ThreadReadParams has no member 'extra'"),
        ("/threadId", "required member is missing"),
    ]
    assert refusal(methods.THREAD_READ, [1]) == [("", "expected object, got array")]
    unset: Any = ThreadReadParams(thread_id=UNSET)  # type: ignore[arg-type]
    assert refusal(methods.THREAD_READ, unset) == [
        ("/threadId", "required member is missing")
    ]
    element = {"byteRange": {"start": -1, "end": 1}}
    turn: Any = {
        "threadId": "t",
        "input": [
            {"type": "text", "text": "a", "text_elements": [element]},
            {"type": "skill", "name": "n"},
        ],
    }
    assert refusal(methods.TURN_START, turn) == [
        ("/input/0/text_elements/0/byteRange/start", "expected at least 0"),
        ("/input/1/path", "required member is missing"),
    ]
    closed: Any = {"method": {"type": "magic"}}
    assert refusal(methods.MCP_LOGIN, closed) == [
        ("/method", "no variant is named 'magic'")
    ]


@pytest.mark.parametrize(
    ("value", "pointer", "reason"),
    [
        (float("nan"), "/temperature", "expected a finite number"),
        (float("inf"), "/temperature", "expected a finite number"),
        (10**400, "/temperature", "number out of range"),
        (True, "/temperature", "expected number, got boolean"),
        (object(), "/temperature", "expected JSON, got object"),
    ],
)
def test_what_json_cannot_hold(value: Any, pointer: str, reason: str) -> None:
    params = TurnStartParams(thread_id="t", input=[], temperature=value)
    assert refusal(methods.TURN_START, params) == [(pointer, reason)]


def test_odd_free_json() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    deep: Any = {}
    for value, pointer in (
        ({"a": [b"x"]}, "/outputSchema/a/0"),
        ({1: 2}, "/outputSchema"),
        ({"a": "\udc80"}, "/outputSchema/a"),
        ({"\ud800": 1}, "/outputSchema/\ud800"),
        ({"a": {1, 2}}, "/outputSchema/a"),
    ):
        params = TurnStartParams(thread_id="t", input=[], output_schema=value)
        assert refusal(methods.TURN_START, params)[0][0] == pointer
    for value in (cycle, deep):
        deep["deep"] = deep
        params = TurnStartParams(thread_id="t", input=[], output_schema=value)
        assert refusal(methods.TURN_START, params)[0][1] == "nested deeper than 128"


def test_integers_beyond_64_bits_are_free_json() -> None:
    params = TurnStartParams(thread_id="t", input=[], output_schema=2**70)
    assert sent(methods.TURN_START, params)["outputSchema"] == 2**70


def test_malformed_values_are_not_sent_in_requests() -> None:
    bad = Malformed({"type": "text"}, "/text: required member is missing", "text")
    params = TurnStartParams(thread_id="t", input=[bad])
    assert refusal(methods.TURN_START, params) == [
        ("/input/0", "a malformed value cannot be sent")
    ]


def test_alternatives_hold_on_construction() -> None:
    with pytest.raises(ValueError, match="url or file_id is required"):
        ImageUserInput(detail=None)
    raw: Any = {"threadId": "t", "input": [{"type": "image"}]}
    assert refusal(methods.TURN_START, raw) == [
        ("/input/0", "url or file_id is required")
    ]


@pytest.mark.parametrize("id_", [None, True, 1.5, 2**63, b"x"])
def test_ids(id_: Any) -> None:
    with pytest.raises(wire.WireError, match="/id"):
        wire.encode_request(id_, methods.ACCOUNT_LOGOUT)
    with pytest.raises(wire.WireError, match="/id"):
        wire.encode_response(id_, {})
    with pytest.raises(wire.WireError, match="/id"):
        wire.encode_error(id_, 1, "m")


def test_answers() -> None:
    answer = McpServerElicitationRequestResponse(
        action=McpServerElicitationAction.accept, content={"a": 1}
    )
    assert json.loads(wire.encode_response("r", answer)) == {
        "id": "r",
        "result": {"action": "accept", "content": {"a": 1}},
    }
    assert wire.encode_response(1, None) == b'{"id":1,"result":null}'
    bad = McpServerElicitationRequestResponse(action=5)  # type: ignore[arg-type]
    with pytest.raises(wire.WireError, match="/action: expected string, got integer"):
        wire.encode_response(1, bad)
    with pytest.raises(wire.WireError, match="expected JSON"):
        wire.encode_response(1, {"a": object()})  # type: ignore[dict-item]


def test_closed_shapes() -> None:
    timed_out = TimedOutReviewDecision(timed_out=TimedOut(after_seconds=3))
    answer = ExecCommandApprovalResponse(decision=timed_out)
    expected = {"decision": {"timed_out": {"after_seconds": 3}}}
    assert json.loads(wire.encode_response(1, answer))["result"] == expected
    assert ExecCommandApprovalResponse.model_validate(expected) == answer
    value = {"decision": "approved"}
    assert ExecCommandApprovalResponse.model_validate(value).decision == "approved"
    for wrong, text in (
        ({"timed_out": {"after_seconds": -1}}, "/decision/timed_out/after_seconds"),
        ({"later": {}}, "/decision: no variant has this shape"),
        (5, "/decision: expected string or object, got integer"),
        (Unknown("a", {"a": 1}), "/decision: no variant has this shape"),
    ):
        with pytest.raises(wire.WireError, match=text):
            ExecCommandApprovalResponse.model_validate({"decision": wrong})
        bad: Any = ExecCommandApprovalResponse(decision=wrong)  # type: ignore[arg-type]
        with pytest.raises(wire.WireError, match=text):
            wire.encode_response(1, bad)


def test_errors() -> None:
    assert json.loads(wire.encode_error(1, -32601, "no")) == {
        "id": 1,
        "error": {"code": -32601, "message": "no"},
    }
    assert json.loads(wire.encode_error(1, 1, "no", None))["error"]["data"] is None
    with pytest.raises(wire.WireError, match="/code"):
        wire.encode_error(1, 2**63, "no")


def test_encode_keeps_one_line() -> None:
    response = wire.decode(b'{"id":1,\n"result":{\n"a": "x\\ny"}}')
    assert wire.encode(response) == b'{"id":1,"result":{"a":"x\\ny"}}'
    assert wire.encode(wire.decode(b"garbage")) == b"garbage"
    message = wire.decode(line(started(item())))
    assert json.loads(wire.encode(message.payload.item))["text"] == "hello"


def test_wire_error_pickles_and_lists_a_few() -> None:
    import pickle

    with pytest.raises(wire.WireError) as error:
        TurnStartParams.model_validate({"threadId": 1, "input": [{}] * 9})
    assert len(error.value.problems) == 10
    assert str(error.value).endswith("and 5 more")
    again = pickle.loads(pickle.dumps(error.value))
    assert again.problems == error.value.problems
    assert SkillUserInput(name="n", path="p").type == "skill"
