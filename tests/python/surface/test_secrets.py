"""No representation of a model shows a secret: by itself, inside another value, or to a debugger's pretty printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SECRET = "sk-do-not-show"


def makers() -> dict[str, Callable[[], Any]]:
    from codex_app_server import types

    return {
        "API key": lambda: types.ApiKeyLoginAccountParams(api_key=SECRET),
        "access token": lambda: types.ChatgptAuthTokensRefreshResponse(
            access_token=SECRET, chatgpt_account_id="account"
        ),
        "AWS keys": lambda: types.AmazonBedrockAccessKeysLoginAccountParams(
            access_key_id="id",
            region="here",
            secret_access_key=SECRET,
            session_token=SECRET,
        ),
        "attestation": lambda: types.AttestationGenerateResponse(token=SECRET),
        "environment": lambda: types.EnvironmentAddParams(
            environment_id="e", exec_server_url="ws://e", auth_bearer_token=SECRET
        ),
    }


@pytest.mark.parametrize("name", list(makers()))
def test_no_representation_shows_it(name: str) -> None:
    model = makers()[name]()
    assert SECRET in model.model_dump_json()
    for text in (repr(model), str(model), f"{model}", repr([model])):
        assert SECRET not in text
        assert "<secret>" in text
    assert SECRET not in repr(model.__rich_repr__())
