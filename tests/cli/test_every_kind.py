"""Every kind of provider, played on loopback and printed by the program itself."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.kit.server import LocalServer, ServerResponse
from tests.sources.providers.recorded import RECORDINGS, files
from tui.sources import ADAPTERS
from tui.sources.adapter import Adapter

KEY = "canary-of-the-printed-board-0451"
TYPES = {".json": "application/json", ".html": "text/html", ".xml": "application/rss+xml", ".csv": "text/csv"}
PLAYED = [adapter for adapter in ADAPTERS if adapter.kind not in {"brecorder", "table"}]


def configured(adapter: Adapter, url: str) -> str:
    written = RECORDINGS / adapter.kind / "source.toml"
    settings = tomllib.loads(written.read_text(encoding="utf-8")) if written.exists() else {}
    lines = [
        "[[sources]]",
        'name = "played"',
        f'kind = "{adapter.kind}"',
        f'url = "{url}"',
        f'every = "{int(adapter.min_interval.total_seconds())}s"',
        "allow_private = true",
    ]
    if adapter.needs_symbols:
        lines.append(f"symbols = {json.dumps(list(settings['symbols']))}")
    if adapter.needs_permission:
        lines.append("i_have_permission = true")
    if adapter.needs_key:
        lines.append('key_env = "PLAYED_KEY"')
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("adapter", quick(1, *PLAYED), ids=lambda adapter: adapter.kind)
def test_the_rows_of_each_provider_are_printed(adapter: Adapter, tmp_path: Path) -> None:
    good = files(adapter.kind, "good")[0]
    reply = ServerResponse(body=good.read_bytes(), content_type=TYPES[good.suffix])
    with LocalServer(lambda _asked: reply) as site:
        config = tmp_path / "config.toml"
        config.write_text(configured(adapter, site.url), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "tui", "print", "--format", "json", "--config", str(config)],
            env={**os.environ, "PLAYED_KEY": KEY, "XDG_STATE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr + done.stdout
    printed = json.loads(done.stdout)
    assert printed["quotes"] or printed["indices"] or printed["articles"]
    assert printed["sources"][0]["state"] == "live"
    assert all(row["source"] == "played" for row in printed["quotes"] + printed["indices"] + printed["articles"])
    assert KEY not in done.stdout + done.stderr
