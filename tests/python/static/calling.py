"""What a program that calls the runtime sees through a type checker: typed arguments, and results in both forms.

Not run: checked by mypy and pyright in strict mode, as `reading` is.
"""

from typing_extensions import assert_type

from codex_app_server import (
    ApprovalMode,
    AsyncCodex,
    AsyncThread,
    AsyncTurnHandle,
    Codex,
    Rpc,
    RuntimeMetadata,
    Sandbox,
    TextInput,
    Thread,
    TurnHandle,
    TurnResult,
)
from codex_app_server.types import (
    UNSET,
    ApiKeyLoginAccountParams,
    LoginAccountResponse,
    Notification,
    ThreadArchiveResponse,
    ThreadListResponse,
    ThreadReadResponse,
)
from codex_app_server.wire import UnknownNotification


def blocking(codex: Codex) -> None:
    thread = codex.thread_start(approval_mode=ApprovalMode.deny_all, cwd="/")
    assert_type(thread, Thread)
    assert_type(codex.thread_resume("t", include_turns=True), Thread)
    assert_type(codex.thread_archive("t"), ThreadArchiveResponse)
    assert_type(codex.thread_list(limit=3, cursor=None), ThreadListResponse)
    assert_type(thread.turn("hello", sandbox=Sandbox.read_only), TurnHandle)
    assert_type(thread.run("hello", output_schema={"type": "object"}), TurnResult)
    assert_type(thread.read(include_turns=True), ThreadReadResponse)
    # what a checker infers for a variable fits, too
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string"}},
    }
    thread.run("hello", output_schema=schema)
    texts = [TextInput("a"), TextInput("b")]
    thread.turn(texts).steer(texts)
    assert_type(codex.metadata, RuntimeMetadata)


async def awaited(codex: AsyncCodex) -> None:
    thread = await codex.thread_fork("t")
    assert_type(thread, AsyncThread)
    assert_type(await thread.turn("hello"), AsyncTurnHandle)
    assert_type(await thread.run("hello"), TurnResult)
    assert_type(await codex.rpc.thread_read(thread_id="t"), ThreadReadResponse)


def every_request(rpc: Rpc) -> None:
    assert_type(rpc.thread_read(thread_id="t", timeout=None), ThreadReadResponse)
    rpc.thread_list(section_id=None, cursor=UNSET, timeout=2.5)
    key = ApiKeyLoginAccountParams(api_key="k")
    assert_type(rpc.account_login_start(key), LoginAccountResponse)
    rpc.account_usage_read()


def mistakes(codex: Codex, thread: Thread, rpc: Rpc) -> None:
    codex.thread_start(baseInstructions="b")  # type: ignore[call-arg]
    codex.thread_start(sandbox="read-only")  # type: ignore[arg-type]
    thread.set_name()  # type: ignore[call-arg]
    rpc.thread_read()  # type: ignore[call-arg]
    rpc.thread_read(thread_id=None)  # type: ignore[arg-type]
    rpc.thread_read("t")  # type: ignore[call-arg]


def told(notification: Notification) -> str:
    if isinstance(notification, UnknownNotification):
        return notification.method
    if notification.method == "turn/completed":
        return notification.payload.turn.id
    return notification.method
