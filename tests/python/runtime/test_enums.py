"""Open enums: what is unknown behaves as a member, and memory stays bounded."""

import copy
import json
import pickle

import msgspec
import pytest

from codex_app_server._runtime import enums
from codex_app_server.types import MessagePhase, TurnStatus


def test_known_members() -> None:
    status = TurnStatus("inProgress")
    assert status is TurnStatus.in_progress
    assert status.is_known
    assert status == "inProgress"
    assert hash(status) == hash("inProgress")
    assert f"{status}" == str(status) == "inProgress"
    assert f"{status:>12}" == "  inProgress"
    assert repr(status) == "<TurnStatus.in_progress: 'inProgress'>"


@pytest.mark.parametrize("text", ["later", "", "in_progress", "name", "é\x1b", "__x__"])
def test_unknown_values(text: str) -> None:
    value = TurnStatus(text)
    assert type(value) is TurnStatus
    assert not value.is_known
    assert value.name == value.value == value == text
    assert hash(value) == hash(text)
    assert value is TurnStatus(text)
    assert value is copy.copy(value) is copy.deepcopy(value)
    assert value is pickle.loads(pickle.dumps(value))
    assert {value: 1}[text] == 1
    assert value not in list(TurnStatus)
    assert len(TurnStatus) == 4
    assert json.loads(msgspec.json.encode([value])) == [text]
    assert "\x1b" not in repr(value)
    assert TurnStatus.in_progress is TurnStatus("inProgress")


def test_enums_do_not_share_values() -> None:
    assert TurnStatus("same") is not MessagePhase("same")
    assert type(MessagePhase("same")) is MessagePhase


def test_only_text_is_a_value() -> None:
    for wrong in (5, None, b"completed", ["completed"]):
        with pytest.raises(ValueError, match="is not a valid TurnStatus"):
            TurnStatus(wrong)


def test_interning_is_bounded() -> None:
    for index in range(enums.INTERNED + 500):
        TurnStatus(f"value {index}")
    assert len(enums._interned) <= enums.INTERNED
    late = TurnStatus("after the bound")
    again = TurnStatus("after the bound")
    assert late == again
    assert hash(late) == hash(again)
    assert pickle.loads(pickle.dumps(late)) == late
    long = "x" * (enums.INTERNED_LENGTH + 1)
    assert TurnStatus(long) == long
    assert (TurnStatus, long) not in enums._interned
