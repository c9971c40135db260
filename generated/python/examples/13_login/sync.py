"""Sign in with an API key, in a browser or on another device; show the account.

Run: python examples/13_login/sync.py [api-key | browser | device | logout]
The key is read from OPENAI_API_KEY.
"""

import os
import sys

from codex_app_server import (
    ChatgptLoginHandle,
    Codex,
    DeadlineExceededError,
    DeviceCodeLoginHandle,
)
from codex_app_server.types import ApiKeyAccount, ChatgptAccount


def wait_for(login: ChatgptLoginHandle | DeviceCodeLoginHandle, task: str) -> None:
    try:
        print(task)
        end = login.wait(timeout=600)
    except (DeadlineExceededError, KeyboardInterrupt):
        login.cancel()
        sys.exit("The login was cancelled.")
    if not end.success:
        sys.exit(f"The login failed: {end.error}")


def show_account(codex: Codex) -> None:
    state = codex.account()
    match state.account:
        case ChatgptAccount(email=email, plan_type=plan):
            print(f"Signed in with ChatGPT as {email}, plan {plan}.")
        case ApiKeyAccount():
            print("Signed in with an API key.")
        case None if not state.requires_openai_auth:
            print("Nobody is signed in, and the model provider does not require it.")
        case None:
            print("Nobody is signed in.")
        case account:
            print(f"Signed in: {account}")


def main() -> None:
    with Codex() as codex:
        match sys.argv[1:]:
            case []:
                pass
            case ["api-key"]:
                key = os.environ.get("OPENAI_API_KEY")
                if not key:
                    sys.exit("OPENAI_API_KEY is not set.")
                codex.login_api_key(key)
            case ["browser"]:
                browser = codex.login_chatgpt()
                wait_for(browser, f"Open {browser.auth_url}")
            case ["device"]:
                device = codex.login_chatgpt_device_code()
                wait_for(
                    device, f"Enter {device.user_code} at {device.verification_url}"
                )
            case ["logout"]:
                codex.logout()
            case _:
                sys.exit(__doc__)
        show_account(codex)


if __name__ == "__main__":
    main()
