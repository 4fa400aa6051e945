"""A private PostgreSQL server for the tests: made in a temporary folder, gone afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.environment import Unprepared, system_program


@contextmanager
def server() -> Iterator[str]:
    """Start a server on a free port of this machine; gives the address of its database."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    initdb = system_program(["initdb"], "postgresql", "the suite runs on PostgreSQL too", places or _places_after())
    as_owner = _owner_prefix()
    folder = Path(tempfile.mkdtemp(prefix="mithaq-postgresql-"))
    try:
        if as_owner:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield from _serve(initdb.parent, folder, as_owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _places_after() -> list[Path]:
    """Where Debian's packages put the programs, for a version that is yet to be installed."""
    return [Path(f"/usr/lib/postgresql/{version}/bin") for version in range(20, 12, -1)]


def _owner_prefix() -> list[str]:
    """PostgreSQL refuses to run as root: then its own account runs it."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("runuser"):
        raise Unprepared("runuser is missing: it lets PostgreSQL run as its own account. apt install util-linux")
    return ["runuser", "-u", "postgres", "--"]


def _serve(programs: Path, folder: Path, as_owner: Sequence[str]) -> Iterator[str]:
    data, log = folder / "data", folder / "log"
    password, port = secrets.token_hex(16), _free_port()
    word = folder / "password"
    word.write_text(password)
    if as_owner:
        shutil.chown(word, "postgres")
    _do([*as_owner, programs / "initdb", "-D", data, "-U", "mithaq", "-E", "UTF8", "--locale=C.UTF-8",
         "--auth=scram-sha-256", f"--pwfile={word}"])  # fmt: skip
    # Nothing here outlives the tests, so nothing is forced to the disc.
    settings = (f"listen_addresses=127.0.0.1 port={port} unix_socket_directories={folder} "
                "fsync=off synchronous_commit=off full_page_writes=off max_connections=60")  # fmt: skip
    options = " ".join(f"-c {setting}" for setting in settings.split())
    control: list[str | Path] = [*as_owner, programs / "pg_ctl", "-D", data]
    _do([*control, "-l", log, "-w", "-t", "60", "-o", options, "start"])
    try:
        _do([programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "mithaq", "mithaq"], password)
        yield f"postgresql://mithaq:{password}@127.0.0.1:{port}/mithaq"
    finally:
        _do([*control, "-m", "immediate", "-w", "stop"])


def _do(command: Sequence[str | Path], password: str = "") -> None:
    env = {**os.environ, "PGPASSWORD": password}
    # A started server keeps its parent's pipes open: output goes nowhere instead, errors are kept in its log.
    done = subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, env=env, cwd="/", check=False)
    if done.returncode:
        raise Unprepared(f"PostgreSQL for the tests: {Path(command[-1]).name} failed (status {done.returncode})")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
