"""Makes what the product and its tests stand on: packages, front-end files, database, demonstration.

Plain Python, nothing installed. Every step leaves a stamp with a digest of what it was made from,
so that it is done again only when that has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = Path(os.environ.get("MITHAQ_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
DATA = Path(os.environ.get("MITHAQ_DATA_DIR", ROOT / ".data"))


class Unprepared(Exception):
    """Something that we cannot make ourselves is missing; the message says what and how to get it."""


def digest(paths: Iterable[Path], *words: str) -> str:
    """A fingerprint of the files (by content) and the words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        total.update(str(path).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def run(command: Sequence[str | Path], *, quiet: bool = False, env: dict[str, str] | None = None) -> None:
    """Run a program from the root of the checkout; its failure is ours, with its words."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}, capture_output=quiet, check=False
    )
    if done.returncode:
        told = (done.stdout + done.stderr).decode(errors="replace").strip() if quiet else ""
        shown = " ".join(str(part) for part in command)
        raise Unprepared("\n".join(part for part in (told, f"failed (status {done.returncode}): {shown}") if part))


class Step:
    """A named step with its stamp: `with Step(…) as todo: if todo: …`; the stamp is left on success."""

    def __init__(self, name: str, folder: Path, print_: str) -> None:
        self.name, self.stamp, self.print_ = name, folder / name.replace(" ", "-"), print_

    def __enter__(self) -> bool:
        self.todo = not self.stamp.is_file() or self.stamp.read_text() != self.print_
        self.began = time.monotonic()
        if self.todo:
            print(f"· {self.name} …", file=sys.stderr, flush=True)
        return self.todo

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.todo and kind is None:
            self.stamp.parent.mkdir(parents=True, exist_ok=True)
            self.stamp.write_text(self.print_)
            print(f"  {self.name}: done in {time.monotonic() - self.began:.0f} s", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- packages


def packages() -> None:
    """The virtual environment, with exactly what the lock says."""
    with Step("packages", VENV / ".stamps", digest([LOCK, ROOT / "pyproject.toml"], sys.version)) as todo:
        if not todo:
            return
        if not PYTHON.exists():
            _make_venv()
        uv = _pinned_uv()
        if uv:
            run([uv, "pip", "sync", "-q", "--python", PYTHON, "--require-hashes", LOCK])
        else:
            run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCK])
        # The product itself, in place, built by the locked setuptools: nothing else is fetched.
        run([PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", "."])


def _make_venv() -> None:
    try:
        import ensurepip  # noqa: F401 - its absence is how Debian tells that python3-venv is missing
        import venv
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Unprepared(
            f"Python's venv module is missing. Debian or Ubuntu: apt install python3-venv (or python{version}-venv)."
        ) from None
    venv.create(VENV, with_pip=True)


def _pinned_uv() -> Path | None:
    """The locked uv, installed into the environment; None where it has no build for this machine."""
    uv = VENV / "bin" / "uv"
    wanted = VENV / ".stamps" / "uv.txt"
    wanted.parent.mkdir(exist_ok=True)
    blocks = [block for block in LOCK.read_text().replace("\\\n", "").splitlines() if block.startswith("uv==")]
    wanted.write_text("\n".join(blocks) + "\n")
    command = [PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "--only-binary=:all:", "-r", wanted]
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return uv
    print(f"  uv cannot be installed here, pip does its work (slower): {done.stderr.strip()[:300]}", file=sys.stderr)
    return None


def front_end() -> None:
    """Styles, scripts, icons and fonts of others, fetched with npm (see tools/frontend.py)."""
    run([PYTHON, "tools/frontend.py"], quiet=True)


def catalogues() -> None:
    """The compiled message catalogues."""
    run([PYTHON, "tools/messages.py", "compile"], quiet=True)


def code() -> None:
    """All that running any of our code needs, short of a database."""
    packages()
    front_end()
    catalogues()


# ---------------------------------------------------------------- data


def database() -> None:
    """The tables, the pack's territory and the demonstration, in the person's own database."""
    DATA.mkdir(parents=True, exist_ok=True)
    stamps = DATA / ".stamps"
    url = os.environ.get("MITHAQ_DATABASE_URL", "")
    if not url and not (DATA / "mithaq.sqlite3").exists():
        shutil.rmtree(stamps, ignore_errors=True)  # the database was thrown away: all is to be made again
    with Step("tables", stamps, digest((ROOT / "src").glob("mithaq/**/migrations/*.py"), url)) as todo:
        if todo:
            django("migrate", "--verbosity", "0")
    with Step("territory", stamps, digest(_files("packs"), url)) as todo:
        if todo:
            mithaq("territory", "load")
    with Step("demonstration", stamps, url) as todo:
        if todo:
            mithaq("demo")


def static_files() -> None:
    """The files that the web server gives out as they are, gathered in one folder."""
    found = [path for path in _files("src") if "static" in path.parts]
    front = Path(os.environ.get("MITHAQ_FRONTEND_DIR", ROOT / ".frontend")) / ".stamp"
    with Step("static files", DATA / ".stamps", digest([*found, front])) as todo:
        if todo:
            django("collectstatic", "--noinput", "--clear", "--verbosity", "0")


def _files(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def django(*arguments: str) -> None:
    """One of Django's own commands, with the settings of a person's machine."""
    run([PYTHON, "-m", "django", *arguments], env={"DJANGO_SETTINGS_MODULE": "mithaq.config.settings.dev"})


def mithaq(*arguments: str) -> None:
    """One of the product's commands."""
    run([PYTHON, "-m", "mithaq.cli", *arguments])


# ---------------------------------------------------------------- what the system brings


def system_program(names: Sequence[str], package: str, purpose: str, places: Sequence[Path] = ()) -> Path:
    """Where a program of the system is; installs its Debian package when we may, else says how."""
    if found := _find(names, places):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"· {package} …", file=sys.stderr, flush=True)
        quietly = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-q"], quiet=True, env=quietly)
        run(["apt-get", "install", "-y", "-q", "--no-install-recommends", package], quiet=True, env=quietly)
        if found := _find(names, places):
            return found
    raise Unprepared(f"{names[0]} is missing: {purpose}. Install it: apt install {package} (as root).")


def _find(names: Sequence[str], places: Sequence[Path]) -> Path | None:
    for name in names:
        for place in places:
            if (place / name).exists():
                return place / name
        if on_path := shutil.which(name):
            return Path(on_path)
    return None


def chromium() -> Path:
    """The browser of the functional tests and of the screenshots."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return system_program(names, "chromium", "it drives the stories of the tests and takes the screenshots")
