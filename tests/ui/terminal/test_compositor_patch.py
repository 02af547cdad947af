"""The patched compositor paints exactly what a full repaint would."""

import re
from pathlib import Path
from types import ModuleType

import pytest
import textual
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import _compositor  # what is patched; it has no public name
from textual.strip import Strip

from tests.kit.marks import for_each
from tests.ui.chaos import Chaos
from tests.ui.recording import Glyph
from tests.ui.stage import Stage, staged
from tui.ui.terminal import compositor_patch

SIZES = ((160, 50), (120, 40), (80, 24), (40, 12))
COLOURS = ("truecolor", "256", "standard")
UPDATES = 150


def differing(one: list[list[Glyph]], other: list[list[Glyph]]) -> list[tuple[int, int, Glyph, Glyph]]:
    return [
        (x, y, a, b)
        for y, (line, twin) in enumerate(zip(one, other, strict=True))
        for x, (a, b) in enumerate(zip(line, twin, strict=True))
        if a != b
    ]


async def differences(stage: Stage, chaos: Chaos, updates: int, look_every: int) -> int:
    """Return the number of cells that differed from a full repaint, over many random changes."""
    count = 0
    for n in range(updates):
        if n % 20 == 19:
            await chaos.resize(*SIZES)
        else:
            await chaos.step()
        if n % look_every == 0 or n == updates - 1:
            count += len(differing(stage.picture, stage.app.full_repaint()))
    return count


@pytest.mark.dose(5)
@pytest.mark.parametrize(
    ("size", "colours", "updates"),
    [
        ((120, 40), "truecolor", 20),
        pytest.param((80, 24), "standard", 40, marks=pytest.mark.slow),
        *(pytest.param(size, colours, UPDATES, marks=pytest.mark.slow) for size in SIZES for colours in COLOURS),
    ],
)
async def test_the_picture_is_that_of_a_full_repaint(
    patched_compositor: None, size: tuple[int, int], colours: str, updates: int
) -> None:
    async with staged(size, colours=colours) as stage:
        chaos = Chaos(stage, seed=sum(size) + len(colours))
        assert await differences(stage, chaos, updates, look_every=5) == 0, chaos.done[-11:]


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_the_picture_is_that_of_a_full_repaint_at_every_step(patched_compositor: None, seed: int) -> None:
    async with staged(SIZES[seed % 4]) as stage:
        chaos = Chaos(stage, seed)
        assert await differences(stage, chaos, 400, look_every=1) == 0, chaos.done[-5:]


@pytest.mark.slow
async def test_the_comparison_finds_a_span_cropped_one_cell_short(
    original_compositor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a private name: nothing public could crop a span wrongly
    correct = compositor_patch._render_chops

    def short(update: _compositor.ChopsUpdate, console: Console) -> str:
        update.spans = [(y, x1, x2 - 1) for y, x1, x2 in update.spans]
        return correct(update, console)

    monkeypatch.setattr(compositor_patch, "_render_chops", short)
    assert compositor_patch.patch_compositor()
    async with staged((80, 24)) as stage:
        assert await differences(stage, Chaos(stage, seed=7), 40, look_every=1) > 0


async def test_the_comparison_finds_a_missing_change_of_colour(
    original_compositor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a private name: nothing public could leave a style out
    monkeypatch.setattr(compositor_patch.SgrEncoder, "_set_style", lambda _encoder, _text, _style: None)
    assert compositor_patch.patch_compositor()
    async with staged((80, 24)) as stage:
        await stage.poll(1)
        await stage.resize(80, 24)
        assert differing(stage.picture, stage.app.full_repaint())


@for_each(
    ("start", "end", "text"),
    [
        (0, 6, "日e\u0301abc"),
        (2, 3, "e\u0301"),
        (3, 5, "ab"),
        (0, 2, "日"),
        (1, 4, " e\u0301a"),
        (0, 1, " "),
        (5, 6, "c"),
    ],
)
def test_an_encoder_writes_the_given_cells_with_their_combining_marks(start: int, end: int, text: str) -> None:
    plain, bold = Style(), Style(bold=True)
    strip = Strip([Segment("日e", plain), Segment("\u0301", bold), Segment("abc", plain)], 6)
    encoder = compositor_patch.SgrEncoder(ColorSystem.TRUECOLOR)
    encoder.write(strip, start, end)
    assert re.sub(r"\x1b\[[0-9;]*m", "", encoder.encoded()) == text


@pytest.mark.parametrize("version", ["8.1.9", "8.3.0", "9.0.0", "80.2.1", "8.20.0", "unknown", ""])
def test_an_unsupported_textual_has_its_own_methods(
    original_compositor: None, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    own = _compositor.ChopsUpdate.render_segments, _compositor.LayoutUpdate.render_segments
    monkeypatch.setattr(compositor_patch, "installed_version", lambda _: version)
    assert not compositor_patch.patch_compositor()
    assert own == (_compositor.ChopsUpdate.render_segments, _compositor.LayoutUpdate.render_segments)


@for_each(
    ("folders", "version"),
    [
        (["thing-8.2.8.dist-info"], "8.2.8"),
        (["Thing-8.2.8.dist-info", "thing", "something-1.0.dist-info", "thing-else-3.0.dist-info"], "8.2.8"),
        (["thing-8.2.8.dist-info", "thing-8.3.0.dist-info"], "its own attribute"),
        (["thing.egg-link"], "its own attribute"),
    ],
)
def test_the_version_of_a_package_is_that_of_its_folder_or_of_its_attribute(
    tmp_path: Path, folders: list[str], version: str
) -> None:
    for folder in folders:
        (tmp_path / folder).mkdir()
    package = ModuleType("thing")
    package.__file__ = str(tmp_path / "thing" / "__init__.py")
    package.__version__ = "its own attribute"  # type: ignore[attr-defined]
    assert compositor_patch.installed_version(package) == version


def test_a_package_in_an_archive_has_the_version_of_its_attribute(tmp_path: Path) -> None:
    (tmp_path / "app.pyz").touch()
    package = ModuleType("thing")
    package.__file__ = str(tmp_path / "app.pyz" / "thing" / "__init__.py")
    package.__version__ = "its own attribute"  # type: ignore[attr-defined]
    assert compositor_patch.installed_version(package) == "its own attribute"


def test_the_version_by_its_folder_is_textuals_own() -> None:
    assert compositor_patch.installed_version(textual) == textual.__version__


def test_a_supported_textual_is_patched(original_compositor: None) -> None:
    own = _compositor.ChopsUpdate.render_segments
    assert compositor_patch.patch_compositor()
    assert _compositor.ChopsUpdate.render_segments is not own


def test_the_methods_are_textuals_own_again_after_a_test() -> None:
    assert _compositor.ChopsUpdate.render_segments.__module__ == "textual._compositor"
    assert _compositor.LayoutUpdate.render_segments.__module__ == "textual._compositor"
