"""The cargo workspace of what the crate is measured against, `benches/rust`.

In: the committed schema and the generated crate. Out: cargo commands that build into `target/benches`. Typify reads the
flat form of the stable bundle, as it reads no other.
"""

from __future__ import annotations

import json
import os
import subprocess

from bundle import flat
from generation import bundle_path
from measure import ROOT, TARGET, Failed

HOME = ROOT / "benches" / "rust"
CRATE = ROOT / "generated" / "rust"
BUILT = TARGET / "benches"
SCHEMA = BUILT / "flat.json"


def write_schema() -> None:
    """A file that is the same stays as it is, and so does what was built from it."""
    text = json.dumps(flat(json.loads(bundle_path(ROOT, "stable").read_text())))
    BUILT.mkdir(parents=True, exist_ok=True)
    if not SCHEMA.exists() or SCHEMA.read_text() != text:
        SCHEMA.write_text(text)


def cargo(*arguments: str) -> None:
    """Cargo in the workspace; compilers start afresh, with nothing kept from the last time but what was built."""
    changes = {
        "BENCH_SCHEMA": str(SCHEMA),
        "CARGO_INCREMENTAL": "0",
        "CARGO_TARGET_DIR": str(BUILT),
    }
    done = subprocess.run(
        ["cargo", *arguments],
        cwd=HOME,
        env=os.environ | changes,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        tail = done.stderr.decode(errors="replace")[-4000:]
        raise Failed(f"cargo {' '.join(arguments)} failed\n{tail}")
