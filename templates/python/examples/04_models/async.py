"""Show the version of the runtime and its models, and choose a model for a turn.

Run: python examples/04_models/async.py [MODEL]
"""

import asyncio
import sys

from codex_app_server import AsyncCodex


async def main() -> None:
    async with AsyncCodex() as codex:
        print(f"Codex {codex.metadata.version} on {codex.metadata.platform_os}\n")
        models = (await codex.models()).data
        for model in models:
            efforts = [it.reasoning_effort for it in model.supported_reasoning_efforts]
            mark = "*" if model.is_default else " "
            print(f"{mark} {model.model:<20} {', '.join(efforts)}")
        if len(sys.argv) < 2:
            print("\nGive the name of a model to ask it something.")
            return

        known = {model.model: model for model in models}
        chosen = known.get(sys.argv[1])
        if chosen is None:
            sys.exit(f"There is no model {sys.argv[1]}.")
        hardest = chosen.supported_reasoning_efforts[-1].reasoning_effort
        thread = await codex.thread_start(model=chosen.model)
        # Model and effort apply to this turn and to later ones of the thread.
        result = await thread.run("Who are you?", model=chosen.model, effort=hardest)
        print(f"\n{chosen.display_name}, effort {hardest}: {result.final_response}")


if __name__ == "__main__":
    asyncio.run(main())
