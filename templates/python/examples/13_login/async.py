"""Sign in with an API key, in a browser or on another device; show the account.

Run: python examples/13_login/async.py [api-key | browser | device | logout]
The key is read from OPENAI_API_KEY.
"""

import asyncio
import os
import sys

from codex_app_server import (
    AsyncChatgptLoginHandle,
    AsyncCodex,
    AsyncDeviceCodeLoginHandle,
    DeadlineExceededError,
)
from codex_app_server.types import ApiKeyAccount, ChatgptAccount


async def wait_for(login: AsyncChatgptLoginHandle | AsyncDeviceCodeLoginHandle) -> None:
    try:
        end = await login.wait(timeout=600)
    except (DeadlineExceededError, asyncio.CancelledError):
        await login.cancel()
        sys.exit("The login was cancelled.")
    if not end.success:
        sys.exit(f"The login failed: {end.error}")


async def show_account(codex: AsyncCodex) -> None:
    state = await codex.account()
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


async def main() -> None:
    async with AsyncCodex() as codex:
        match sys.argv[1:]:
            case []:
                pass
            case ["api-key"]:
                key = os.environ.get("OPENAI_API_KEY")
                if not key:
                    sys.exit("OPENAI_API_KEY is not set.")
                await codex.login_api_key(key)
            case ["browser"]:
                browser = await codex.login_chatgpt()
                print(f"Open {browser.auth_url}")
                await wait_for(browser)
            case ["device"]:
                device = await codex.login_chatgpt_device_code()
                print(f"Enter {device.user_code} at {device.verification_url}")
                await wait_for(device)
            case ["logout"]:
                await codex.logout()
            case _:
                sys.exit(__doc__)
        await show_account(codex)


if __name__ == "__main__":
    asyncio.run(main())
