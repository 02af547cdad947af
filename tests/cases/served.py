"""Serves one recorded input on loopback and prints it, as a user's configuration would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.kit.server import LocalServer, ServerResponse
from tui.cli.commands import run

INPUTS = Path(__file__).parent / "inputs"
KEY = "canary-of-the-cases-0452"
_CONTENT_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}


@dataclass(frozen=True)
class Printed:
    """What `print --format json` wrote, and its exit status."""

    status: int
    document: Mapping[str, Any]
    """Figures as Decimal."""

    @property
    def quotes(self) -> dict[str, dict[str, Any]]:
        """The rows and the indices by symbol; an index has its level as `price` too."""
        indices = [{**row, "price": row["level"]} for row in self.document["indices"]]
        return {row["symbol"]: row for row in [*self.document["quotes"], *indices]}

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The articles, newest first."""
        return list(self.document["articles"])

    @property
    def source(self) -> dict[str, Any]:
        """The health of the only source."""
        (source,) = self.document["sources"]
        return dict(source)


class Bench:
    """Serves inputs to the program, in a home of its own."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capfd = capfd

    def print(
        self, name: str, *, status: int = 200, content_type: str = "", path: str = "", **settings: object
    ) -> Printed:
        """Print the market of one source that is served this input."""
        with _serve(name, status, content_type) as server:
            config = self._folder / "config.toml"
            config.write_text(_config(f"{server.url}/{path}", settings), encoding="utf-8")
            code = run(["print", "--format", "json", "--config", str(config)])
        output = self._capfd.readouterr()
        assert KEY not in output.out + output.err
        return Printed(code, json.loads(output.out, parse_float=Decimal))

    def try_url(self, name: str, *, content_type: str = "") -> tuple[int, str]:
        """Return the status and the output of `sources try` on this input."""
        with _serve(name, 200, content_type) as server:
            code = run(["sources", "try", f"{server.url}/"])
        return code, self._capfd.readouterr().out


def _serve(name: str, status: int, content_type: str) -> LocalServer:
    path = INPUTS / name
    reply = ServerResponse(
        body=path.read_bytes(), status=status, content_type=content_type or _CONTENT_TYPES[path.suffix]
    )
    return LocalServer(lambda _request: reply)


def _config(url: str, settings: Mapping[str, object]) -> str:
    fixed = {"name": "case", "url": url, "allow_private": True}
    if settings["kind"] in ("alphavantage", "finnhub", "twelvedata"):
        fixed["key_env"] = "CASE_KEY"
    if settings["kind"] == "psx":
        fixed["i_have_permission"] = True
    lines = [f"{key} = {_toml(value)}" for key, value in (fixed | dict(settings)).items()]
    return "\n".join(["[[sources]]", *lines, ""])


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
