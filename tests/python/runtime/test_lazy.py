"""The package root and `types` import nothing before use."""

import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import codex_app_server
from codex_app_server import types, wire
from codex_app_server.wire import methods


def run(code: str, root: Path) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)


def test_importing_the_root_imports_no_model(package_root: Path) -> None:
    run(
        """
import sys
import codex_app_server
import codex_app_server.types
import codex_app_server.wire
assert not [name for name in sys.modules if name.startswith(("msgspec", "logging"))]
assert not [name for name in sys.modules if name.startswith("codex_app_server._types")]
from codex_app_server import TurnStatus
assert "codex_app_server._types.shared" in sys.modules
assert "codex_app_server._types.mcp" not in sys.modules
assert vars(codex_app_server)["TurnStatus"] is TurnStatus
""",
        package_root,
    )


def test_importing_wire_and_methods_imports_no_model(package_root: Path) -> None:
    run(
        """
import sys
from codex_app_server import wire
from codex_app_server.wire import methods
assert "codex_app_server._runtime.decoding" not in sys.modules
assert methods.THREAD_READ.name == "thread/read"
assert wire.decode and wire.encode
assert not [name for name in sys.modules if name.startswith("codex_app_server._types")]
assert methods.THREAD_READ.result_type.__name__ == "ThreadReadResponse"
assert "codex_app_server._types.thread" in sys.modules
assert "logging" not in sys.modules
""",
        package_root,
    )


def test_every_public_name_resolves() -> None:
    for module in (codex_app_server, types, wire):
        for name in module.__all__:
            assert getattr(module, name) is getattr(module, name)
        assert set(module.__all__) <= set(dir(module))
        assert dir(module) == sorted(dir(module))


def test_unknown_names_suggest_known_ones() -> None:
    with pytest.raises(
        AttributeError, match=r"'codex_app_server\.types' has no"
    ) as error:
        types.ThreadItm  # type: ignore[attr-defined]  # noqa: B018
    assert (error.value.name, error.value.obj) == ("ThreadItm", types)
    assert not hasattr(codex_app_server, "Nothing")


def test_threads_get_the_same_objects(package_root: Path) -> None:
    run(
        """
import threading
import codex_app_server.types as types
names = [name for name in types.__all__]
seen = []
def work():
    seen.append([id(getattr(types, name)) for name in names])
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert len(seen) == 8 and all(ids == seen[0] for ids in seen), len(seen)
""",
        package_root,
    )
    assert threading.active_count() >= 1


def test_first_use_from_many_threads(package_root: Path) -> None:
    run(
        """
import sys
import threading
import codex_app_server.wire.methods
from codex_app_server import wire
sys.setswitchinterval(1e-6)
good = b'{"method":"item/agentMessage/delta","params":' \\
    b'{"delta":"x","itemId":"i","threadId":"t","turnId":"u"}}'
odd = b'{"method":"item/started","params":{"item":{"type":"zz"}}}'
shaped = b'{"config":{"approval_policy":{"granular":5}}}'
source = b'{"data":[{"source":{"subAgent":{"other":"x"}},"cwd":""}]}'
gate = threading.Barrier(8)
seen = []
def work():
    gate.wait()
    names = [type(wire.decode(text)).__name__ for text in (good, odd)]
    wire.decode_result(wire.methods.CONFIG_READ, shaped)
    wire.decode_result(wire.methods.THREAD_LIST, source)
    seen.append(names)
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
names = ["ItemAgentMessageDeltaServerNotification", "ItemStartedServerNotification"]
assert seen == [names] * 8, seen
""",
        package_root,
    )


def test_methods_are_values() -> None:
    again = pickle.loads(pickle.dumps(methods.THREAD_READ))
    assert again == methods.THREAD_READ
    assert hash(again) == hash(methods.THREAD_READ)
    assert methods.ACCOUNT_LOGOUT.params_type is None
    assert methods.THREAD_LIST.optional_params
    assert methods.MCP_SERVER_ELICITATION_REQUEST.params_type is (
        types.McpServerElicitationRequestParams
    )
    with pytest.raises(AttributeError):
        again.name = "other"  # type: ignore[misc]
