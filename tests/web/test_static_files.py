"""Static files: a name with a hash once they are gathered, their own name before."""

from pathlib import Path

import pytest
from django.test import Client

from mithaq.web.static_files import HashedFiles

STYLE = "mithaq/one.css"


@pytest.fixture
def files(tmp_path: Path) -> HashedFiles:
    (tmp_path / "mithaq").mkdir()
    (tmp_path / STYLE).write_text("a { color: red }")
    return HashedFiles(location=tmp_path, base_url="/static/")


def test_a_file_goes_by_its_own_name_before_they_are_gathered(files: HashedFiles) -> None:
    assert files.url(STYLE) == f"/static/{STYLE}"
    assert files.url("mithaq/absent.css") == "/static/mithaq/absent.css"


def test_a_name_changes_with_the_content(files: HashedFiles) -> None:
    names = []
    for colour in ("red", "blue"):
        Path(files.path(STYLE)).write_text(f"a {{ color: {colour} }}")
        list(files.post_process({STYLE: (files, STYLE)}))
        names.append(files.url(STYLE))
    assert len(set(names)) == 2
    assert all(name.startswith("/static/mithaq/one.") for name in names)
    assert all(files.exists(name.removeprefix("/static/")) for name in names)


def test_a_page_names_its_files_without_a_list(client: Client, db: None) -> None:
    assert client.get("/sign-in/").status_code == 200
