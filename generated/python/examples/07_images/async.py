"""Ask about images: local files, and bytes in memory.

Run: python examples/07_images/async.py PICTURE...
where each PICTURE is a path, and - reads a PNG from stdin.
"""

import asyncio
import sys

from codex_app_server import (
    AsyncCodex,
    ImageInput,
    InputItem,
    LocalImageInput,
    TextInput,
)


def image(picture: str) -> InputItem:
    if picture == "-":
        return ImageInput.from_bytes(sys.stdin.buffer.read(), "image/png")
    return LocalImageInput(picture)


async def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    question = TextInput("Describe each image in one sentence.")
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()
        result = await thread.run([question, *map(image, sys.argv[1:])])
        print(result.final_response)


if __name__ == "__main__":
    asyncio.run(main())
