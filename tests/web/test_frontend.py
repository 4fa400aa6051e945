"""The files of others: fetched as locked, arranged as pages and papers need them."""

import json
from pathlib import Path

import pytest

from tools import frontend

BUILT = pytest.mark.skipif(not (frontend.TARGET / "icons.svg").is_file(), reason="the front-end files are not built")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{% icon "home" flip=True %}', ["home"]),
        ('Section("home", _("Home"), icon="map-2")', ["map-2"]),
        ('    icon: str = "send"', ["send"]),
        ('<use href="vendor/icons.svg#x"/>', ["x"]),
        ('KINDS = {…}  # icon "building-hospital"', ["building-hospital"]),
        ("{% icon section.icon %} silicon='x'", []),
    ],
)
def test_icons_are_found_where_they_are_named(text: str, names: list[str]) -> None:
    assert frontend.ICON_NAME.findall(text) == names


def test_the_lock_says_which_bytes_and_from_nowhere() -> None:
    lock = json.loads((frontend.ROOT / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in one and "resolved" not in one for one in packages.values())


def test_an_icon_that_does_not_exist_is_named_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontend, "MODULES", tmp_path)
    asked_by = frontend.ROOT / "src" / "mithaq" / "web" / "shell.py"
    with pytest.raises(frontend.FrontendError, match=r"src/mithaq/web/shell\.py: .*'no-such-icon'"):
        frontend.build_icons(tmp_path, {"no-such-icon": asked_by})


def test_fonts_leave_out_alphabets_we_never_write(tmp_path: Path) -> None:
    sheet = tmp_path / "wght.css"
    sheet.write_text(
        "@font-face { src: url(./files/a-cyrillic-wght.woff2) }\n@font-face { src: url(./files/a-latin-wght.woff2) }"
    )
    assert [("latin" in block) for block in frontend.font_faces(sheet)] == [True]


@BUILT
def test_every_icon_asked_for_is_in_the_sprite() -> None:
    sprite = (frontend.TARGET / "icons.svg").read_text()
    absent = [name for name in frontend.used_icons() if f'id="{name}"' not in sprite]
    assert absent == [], "run python tools/frontend.py"


@BUILT
@pytest.mark.parametrize(
    "name",
    ["tabler.min.css", "tabler.rtl.min.css", "fonts.css", "htmx.min.js", "fonts-print/NotoSansArabic-Regular.ttf"],
)
def test_what_pages_and_papers_ask_for_is_there(name: str) -> None:
    assert (frontend.TARGET / name).stat().st_size > 1000
