"""Ask about images: local files, and bytes in memory.

Run: python examples/07_images/sync.py PICTURE...
where each PICTURE is a path, and - reads a PNG from stdin.
"""

import sys

from codex_app_server import Codex, ImageInput, InputItem, LocalImageInput, TextInput


def image(picture: str) -> InputItem:
    if picture == "-":
        return ImageInput.from_bytes(sys.stdin.buffer.read(), "image/png")
    return LocalImageInput(picture)


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    question = TextInput("Describe each image in one sentence.")
    with Codex() as codex:
        thread = codex.thread_start()
        result = thread.run([question, *map(image, sys.argv[1:])])
        print(result.final_response)


if __name__ == "__main__":
    main()
