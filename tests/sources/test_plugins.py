"""Kinds of source from other packages: found by entry point, polled, listed; and a broken one stops nothing."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.server import LocalServer, Request, ServerResponse
from tui.config.errors import ConfigError
from tui.config.loader import load_config
from tui.domain.source_health import SourceState
from tui.engine.environment import Environment
from tui.engine.single_requests import poll_once
from tui.sources import ADAPTERS, adapter_for, installed_plugins, markets_of
from tui.sources.plugins import GROUP, load_plugins

PLUGIN = Path(__file__).parents[1] / "plugin"
PRICES = '{"time": 1795426200, "prices": [{"symbol": "OIL", "last": 71.20, "close": 70.00}]}'
GOOD_ADAPTER = (
    "from datetime import timedelta\n"
    "from tui.sources.adapter import Adapter\n"
    "ADAPTER = Adapter(kind='{kind}', summary='a good one', min_interval=timedelta(seconds=5), parse=print{more})\n"
)


class Site:
    """A folder of installed packages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, package: str, version: str, kinds: dict[str, str]) -> None:
        """Write what an installer writes of a package: its name, its version and its entry points."""
        info = self.folder / f"{package.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        lines = "\n".join(f"{kind} = {target}" for kind, target in kinds.items())
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{lines}\n")

    def install_example(self) -> None:
        """Install the example package, as its own pyproject.toml describes it."""
        project = tomllib.loads((PLUGIN / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        self.install(project["name"], project["version"], project["entry-points"][GROUP])
        (self.folder / "bigboard_harbour.py").write_text((PLUGIN / "bigboard_harbour.py").read_text(encoding="utf-8"))

    def install_module(self, kind: str, code: str, *, package: str = "bigboard-other") -> None:
        """Install a package of one module that adds one kind."""
        module = f"{package.replace('-', '_')}_{len(list(self.folder.iterdir()))}"
        (self.folder / f"{module}.py").write_text(code, encoding="utf-8")
        self.install(package, "0.3", {kind: f"{module}:ADAPTER"})


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    load_plugins.cache_clear()
    yield Site(folder)
    load_plugins.cache_clear()
    for name in [name for name in sys.modules if name.startswith("bigboard_")]:
        del sys.modules[name]


def config_file(folder: Path, kind: str, *lines: str) -> Path:
    file = folder / "board.toml"
    file.write_text("\n".join(['[[sources]]\nname = "port"', f'kind = "{kind}"', *lines]) + "\n", encoding="utf-8")
    return file


def harbour(folder: Path, url: str) -> Path:
    return config_file(folder, "harbour", f'url = "{url}"', 'symbols = ["OIL", "RICE"]', "allow_private = true")


def test_a_kind_of_another_package_is_configured_and_polled_like_any_other(site: Site, tmp_path: Path) -> None:
    def exchange(request: Request) -> ServerResponse:
        assert (request.path, request.query("symbols")) == ("/prices", "OIL,RICE")
        return ServerResponse(body=PRICES)

    site.install_example()
    with LocalServer(exchange) as server:
        (source,) = load_config(harbour(tmp_path, server.url)).sources
        market = poll_once([source], Environment(calendars={}))
    (row,) = market.quotes.values()
    assert (str(row.id), str(row.price), str(row.change)) == ("HCE:OIL", "71.20", "1.20")
    assert market.health["port"].state is SourceState.LIVE
    assert markets_of(source) == ("HCE",)


@pytest.mark.slow
def test_the_program_prints_lists_and_examines_a_plug_in(site: Site, tmp_path: Path) -> None:
    site.install_example()
    site.install_module("broken", "raise RuntimeError('no licence')")

    def run(*arguments: str) -> str:
        environ = {**os.environ, "PYTHONPATH": str(site.folder), "XDG_STATE_HOME": str(tmp_path), "TERM": "xterm"}
        command = [sys.executable, "-m", "tui", *arguments, "--config", str(file)]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False).stdout

    with LocalServer(lambda _request: ServerResponse(body=PRICES)) as server:
        file = harbour(tmp_path, server.url)
        (quote,) = json.loads(run("print", "--format", "json"))["quotes"]
        listed, examined = run("sources"), run("doctor")
        schema = json.loads(run("config", "schema"))
    assert (quote["symbol"], quote["price"], quote["source"]) == ("OIL", 71.2, "port")
    lines = [" ".join(line.split()) for line in listed.splitlines()]
    assert "harbour bigboard-harbour 1.2 10s symbols Harbour Commodity Exchange: oil and rice in dollars" in lines
    assert "broken bigboard-other 0.3 cannot be used: cannot be loaded: RuntimeError: no licence" in lines
    assert "pass  plug-in   harbour of bigboard-harbour 1.2\n" in examined
    assert "fail  plug-in   broken of bigboard-other 0.3: cannot be loaded: RuntimeError: no licence\n" in examined
    kinds = schema["$defs"]["SourceModel"]["properties"]["kind"]["enum"]
    assert {"yahoo", "harbour"} <= set(kinds)
    assert "broken" not in kinds


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        ("k", "import nothing_of_this_name", "cannot be loaded: ModuleNotFoundError: No module named 'nothing_of_th"),
        ("k", "def (", "cannot be loaded: SyntaxError: "),
        ("k", "raise SystemExit(3)", "cannot be loaded: SystemExit: 3"),
        ("k", "raise ValueError('\\x1b[31m' + 'x' * 9_999)", "cannot be loaded: ValueError: xxx"),
        ("k", "", "cannot be loaded: AttributeError: module "),
        ("k", "ADAPTER = 5", "is of type int, expected a tui.sources.adapter.Adapter"),
        ("k", GOOD_ADAPTER.format(kind="other", more=""), "is an adapter of kind other"),
        ("K!", GOOD_ADAPTER.format(kind="K!", more=""), "invalid kind"),
        ("k", GOOD_ADAPTER.format(kind="k", more=", market=None"), "its market is not valid"),
        ("k", GOOD_ADAPTER.format(kind="k", more=", build_requests=5"), "its build_requests is not valid"),
        ("k", GOOD_ADAPTER.format(kind="k", more=")._replace(min_interval=timedelta(0)"), "its min_interval is not va"),
    ],
)
def test_a_plug_in_that_cannot_be_used_has_the_reason(site: Site, kind: str, code: str, reason: str) -> None:
    site.install_module(kind, code)
    (plugin,) = installed_plugins()
    assert (plugin.kind, plugin.package) == (kind, "bigboard-other 0.3")
    assert plugin.error is not None
    assert plugin.error.startswith(reason)
    assert plugin.error.isprintable()
    assert len(plugin.error) <= 200


def test_a_source_of_a_broken_plug_in_fails_with_the_reason_and_stops_no_other(site: Site, tmp_path: Path) -> None:
    site.install_example()
    site.install_module("broken", "raise RuntimeError('no licence')")
    broken = load_config(config_file(tmp_path, "broken", 'url = "https://broken.example/"', 'every = "2s"')).sources
    with LocalServer(lambda _request: ServerResponse(body=PRICES)) as server:
        market = poll_once(
            [*(load_config(harbour(tmp_path, server.url)).sources), broken[0]._replace(name="broken")],
            Environment(calendars={}),
        )
    assert [str(key) for key in market.quotes] == ["HCE:OIL"]
    failing = market.health["broken"]
    assert failing.state is SourceState.FAILING
    assert failing.reason == "plug-in bigboard-other 0.3: cannot be loaded: RuntimeError: no licence"


def test_a_kind_that_exists_already_is_refused(site: Site) -> None:
    site.install_module("yahoo", GOOD_ADAPTER.format(kind="yahoo", more=""), package="bigboard-a")
    site.install_module("tin", GOOD_ADAPTER.format(kind="tin", more=""), package="bigboard-b")
    site.install_module("tin", GOOD_ADAPTER.format(kind="tin", more=""), package="bigboard-c")
    assert [(plugin.package, plugin.error) for plugin in installed_plugins()] == [
        ("bigboard-b 0.3", None),
        ("bigboard-c 0.3", "the kind tin is already that of bigboard-b 0.3"),
        ("bigboard-a 0.3", "the kind yahoo is already that of bigboard"),
    ]
    assert adapter_for("yahoo") in ADAPTERS
    assert adapter_for("tin").summary == "a good one"


def test_an_unknown_kind_may_be_the_misspelt_one_of_a_plug_in(site: Site, tmp_path: Path) -> None:
    site.install_example()
    with pytest.raises(ConfigError, match='which is no kind of source; did you mean "harbour"'):
        load_config(config_file(tmp_path, "harbor"))


def test_a_plug_in_that_cannot_say_what_a_symbol_means_leaves_the_market_to_the_source(
    site: Site, tmp_path: Path
) -> None:
    site.install_module("tin", GOOD_ADAPTER.format(kind="tin", more=", market='M', instrument_of=lambda *_: 1 / 0"))
    (source,) = load_config(config_file(tmp_path, "tin", 'url = "https://tin.example/"', 'symbols = ["A"]')).sources
    assert markets_of(source) == ("M",)


def test_installed_packages_are_looked_at_for_an_unknown_kind_only(site: Site, tmp_path: Path) -> None:
    site.install_module("broken", "raise RuntimeError('looked at')")
    file = config_file(tmp_path, "brecorder", 'url = "https://www.brecorder.com/"')
    code = (
        "import sys\nfrom pathlib import Path\nfrom tui.config.loader import load_config\n"
        "from tui.sources import adapter_for, markets_of\n"
        "(source,) = load_config(Path(sys.argv[1])).sources\nadapter_for(source.kind), markets_of(source)\n"
        "sys.exit('tui.sources.plugins' in sys.modules or 'importlib.metadata' in sys.modules)"
    )
    environ = {**os.environ, "PYTHONPATH": str(site.folder)}
    assert subprocess.run([sys.executable, "-c", code, str(file)], env=environ, check=False).returncode == 0


@pytest.mark.parametrize(
    "more", ["", ", build_requests=lambda source: 1 / 0"], ids=["its parser fails", "its requests fail"]
)
def test_a_plug_in_that_fails_at_a_poll_is_a_failing_source_and_stops_no_other(
    site: Site, tmp_path: Path, more: str
) -> None:
    site.install_example()
    code = GOOD_ADAPTER.format(kind="tin", more=more).replace("parse=print", "parse=lambda *_: 1 / 0")
    site.install_module("tin", code)
    with LocalServer(lambda _request: ServerResponse(body=PRICES)) as server:
        (good,) = load_config(harbour(tmp_path, server.url)).sources
        file = config_file(tmp_path, "tin", f'url = "{server.url}"', "allow_private = true")
        (failing,) = load_config(file).sources
        market = poll_once([failing._replace(name="tin"), good], Environment(calendars={}))
    assert [str(key) for key in market.quotes] == ["HCE:OIL"]
    assert market.health["tin"].state is SourceState.FAILING
    assert "ZeroDivisionError" in (market.health["tin"].reason or "")
