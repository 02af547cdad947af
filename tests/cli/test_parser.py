import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui import __version__
from tui.cli.commands import COMMANDS
from tui.cli.parser import parse

HEAVY = ("textual", "rich", "httpx", "apscheduler", "msgspec", "selectolax", "asyncio", "tui.domain")


@for_each(
    "line",
    [
        "--config my.toml print --format json OGDC PPL",
        "print --config my.toml --format json OGDC PPL",
        "print OGDC --format json --config=my.toml PPL",
        "print OGDC PPL --format json --config my.toml",
    ],
)
def test_the_common_options_may_stand_anywhere(line: str) -> None:
    arguments = parse(line.split(), COMMANDS)
    assert (arguments.command, arguments.config) == ("print", Path("my.toml"))
    assert (arguments.format, list(arguments.symbols)) == ("json", ["OGDC", "PPL"])


@for_each(
    ("line", "command", "changed"),
    [
        ("--format json print OGDC", "print", {"format": "json", "symbols": ["OGDC"]}),
        ("--format=jsonl watch", "watch", {"format": "jsonl"}),
        ("--ascii demo --seed 7", "demo", {"ascii": True, "seed": 7}),
        ("--fault 503 --rate 2 demo", "demo", {"fault": "503", "rate": 2.0}),
        ("--colors 16 doctor", "doctor", {"colors": "16"}),
        ("--market PSX sources try http://x.example", "sources", {"market": "PSX", "url": "http://x.example"}),
        ("--ascii", None, {"ascii": True}),
    ],
)
def test_the_options_of_a_command_may_stand_before_it(
    line: str, command: str | None, changed: dict[str, object]
) -> None:
    arguments = parse(line.split(), COMMANDS)
    assert arguments.command == command
    assert {name: getattr(arguments, name) for name in changed} == changed


def test_no_command_means_the_board() -> None:
    assert parse([], COMMANDS).command is None
    assert parse(["--config", "a"], COMMANDS).command is None


def test_the_demo_takes_its_options() -> None:
    arguments = parse(
        ["demo", "--seed=7", "--rate=40", "--symbols", "500", "--every", "1s", "--fault", "slow"], COMMANDS
    )
    assert (arguments.seed, arguments.rate, arguments.symbol_count) == (7, 40.0, 500)
    assert (arguments.every, arguments.fault, arguments.serve_only) == ("1s", "slow", False)


@for_each(
    ("line", "error"),
    [
        ("prnt", 'no command "prnt"; did you mean "print"?'),
        (
            "xyzzy",
            "record, recap, export, read, news, alerts, completion; for a symbol: bigboard print xyzzy",
        ),
        ("version", 'no command "version"; did you mean bigboard --version?'),
        ("board", 'no command "board"; did you mean bigboard without a command?'),
        ("check", 'no command "check"; did you mean bigboard config check?'),
        ("init --config x.toml", 'no command "init"; did you mean bigboard config init?'),
        ("try http://x.example/", 'no command "try"; did you mean bigboard sources try URL?'),
        ("http://x.example/", "did you mean bigboard sources try http://x.example/?"),
        ("^GSPC", "did you mean bigboard print ^GSPC?"),
        ("USD/PKR", "did you mean bigboard print USD/PKR?"),
        ("help", 'no command "help"; did you mean bigboard --help?'),
        ("OGDC", 'no command "OGDC"; did you mean bigboard print OGDC?'),
        ("psx:OGDC", 'no command "psx:OGDC"; did you mean bigboard print psx:OGDC?'),
        ("--fast", "unrecognized arguments: --fast"),
        ("-v", 'unrecognized arguments: -v; did you mean "--version"?'),
        ("print --fromat json", 'unrecognized arguments: --fromat; did you mean "--format"?'),
        ("print --format xml", "argument --format: invalid choice: 'xml'"),
        ("print --format jsno", "(choose from 'table', 'json', 'csv'); did you mean \"json\"?"),
        ("watch --format=JSONL", "(choose from 'lines', 'jsonl'); did you mean \"jsonl\"?"),
        ("--link slwo", "(choose from 'slow', 'fast'); did you mean \"slow\"?"),
        ("config", "config requires one of: path, init, check"),
        ("config chek", 'found "chek", expected one of: path, init, check, schema; did you mean "check"?'),
        ("config show", 'found "show", expected one of: path, init, check, schema'),
        (
            "--format json",
            "--format is an option of print, watch, history, recap, export, read, news and alerts",
        ),
        ("print --seed 7", "unrecognized arguments: --seed; --seed is an option of demo"),
        ("doctor --market=PSX", "--market is an option of sources"),
        ("doctor --no-mouse", "unrecognized arguments: --no-mouse; --no-mouse is an option of demo"),
        ("demo --symbols many", 'argument --symbols: found "many", expected a whole number'),
        ("demo --seed x", 'argument --seed: found "x", expected a whole number'),
        ("demo --rate fast", 'argument --rate: found "fast", expected a number'),
        ("sources tri http://x.example/", 'found "tri"; did you mean: bigboard sources try http://x.example/'),
        ("sources http://x.example/", "did you mean: bigboard sources try http://x.example/"),
        ("sources tri", 'found "tri"; did you mean: bigboard sources try URL'),
        ("sources try", "the address is missing: bigboard sources try URL"),
        ("--config", "argument --config: expected one argument: --config FILE"),
        ("demo --symbols", "argument --symbols: expected one argument: --symbols N"),
        ("doctor --link", "argument --link: expected one argument: --link slow|fast"),
        (
            "--formt json",
            '"--format", an option of print, watch, history, recap, export, read, news and alerts?',
        ),
        ("--symbls 5", 'did you mean "--symbols", an option of demo and collect?'),
        ("print -f json", 'unrecognized arguments: -f; did you mean "--format"?'),
        ("--ascii prnt", 'no command "prnt"; did you mean "print"?'),
        ("--colors 16 OGDC", 'no command "OGDC"; did you mean bigboard print OGDC?'),
        ("--colors 16 print", "unrecognized arguments: --colors; --colors is an option of demo, doctor and replay"),
        ("PRINT", 'no command "PRINT"; did you mean "print"?'),
        ("Config check", 'no command "Config"; did you mean "config"?'),
        ("config check now", "unrecognized arguments: now; bigboard config takes no more words"),
        ("doctor all", "unrecognized arguments: all; bigboard doctor takes no more words"),
    ],
)
def test_wrong_usage_is_explained_and_exits_with_two(line: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        parse(line.split(), COMMANDS)
    assert exited.value.code == 2
    assert error in capsys.readouterr().err


def test_an_error_message_has_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["doctor", "\x1b]0;owned\x07\x1b[2J"], COMMANDS)
    assert "\x1b" not in capsys.readouterr().err


@for_each("line", ["--help", "print --help", "--help demo", "-h config"])
def test_help_goes_to_stdout_and_ends_well(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        parse(line.split(), COMMANDS)
    assert exited.value.code == 0
    assert "--config FILE" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(option: str) -> None:
    script = (
        "import sys\nfrom tui.cli import main\n"
        "try:\n    main()\nexcept SystemExit as exited:\n    assert exited.code == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, option], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == "[]\n"
    assert option == "--help" or done.stdout == f"bigboard {__version__}\n"
