"""Keeps the web server and the worker alive together, and stops both together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.environment import PYTHON, ROOT, Unprepared

GRACE_SECONDS = 20
RESTART_PAUSE_SECONDS = 1.0


class Stopped(Exception):
    """We were asked to stop."""


def serve(host: str, port: int, *, reload: bool) -> None:
    """Serve until Ctrl-C or TERM; raises Unprepared when the port is taken or the web server dies."""
    _refuse_taken_port(host, port)
    signal.signal(signal.SIGTERM, _stop)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mithaq.config.settings.dev"}
    if reload:
        env["MITHAQ_DEBUG"] = "1"
    web = _start(_web_command(host, port, reload=reload), env)
    worker = _start([str(PYTHON), "-m", "mithaq.cli", "worker"], env)
    try:
        _announce(f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/", web)
        while True:
            if web.poll() is not None:
                raise Unprepared(f"the web server stopped by itself (status {web.returncode}); see the lines above")
            if worker.poll() is not None:
                print(f"The worker stopped (status {worker.returncode}): started again.", file=sys.stderr, flush=True)
                time.sleep(RESTART_PAUSE_SECONDS)
                worker = _start([str(PYTHON), "-m", "mithaq.cli", "worker"], env)
            time.sleep(0.5)
    except (KeyboardInterrupt, Stopped):
        print("\nStopping …", file=sys.stderr, flush=True)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C does not leave one of them behind
        _end([web, worker])
    print("Stopped.", file=sys.stderr, flush=True)


def _stop(*_: object) -> None:
    raise Stopped


def _web_command(host: str, port: int, *, reload: bool) -> list[str]:
    command = [str(PYTHON), "-m", "gunicorn", "mithaq.config.wsgi:application", f"--bind={host}:{port}"]
    command += [f"--workers={os.cpu_count() or 1}", "--log-level=warning", "--timeout=120"]
    return [*command, "--reload"] if reload else command


def _start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C comes to us alone, and we stop the two in order.
    return subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, wait, then insist."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unprepared(
                f"{host}:{port} cannot be used ({error.strerror}); try ./dev run --port {port + 1}"
            ) from None


def _announce(address: str, web: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, then say where it is and who can sign in."""
    until = time.monotonic() + 60
    while not _answers(address):
        if web.poll() is not None or time.monotonic() > until:
            return
        time.sleep(0.2)
    print(f"\nMithaq answers on {address}\n{_sign_ins()}\nCtrl-C stops it.\n", flush=True)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
    return True


def _sign_ins() -> str:
    """The demonstration accounts, as the product knows them."""
    ask = (
        "import django; django.setup(); from mithaq.apps.accounts import demonstration as d; "
        "print('Password of each:', d.DEMO_PASSWORD); [print(f'  {p.username:<16}{p.function}') for p in d.PEOPLE]"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mithaq.config.settings.dev"}
    done = subprocess.run([str(PYTHON), "-c", ask], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).rstrip()
