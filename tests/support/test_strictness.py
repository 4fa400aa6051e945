"""The strictness of the suite is itself tested: a switch that does nothing would be worse than none."""

import socket
import warnings

import pytest
from django.template import Context, Origin, Template, engines
from pytest_socket import SocketConnectBlockedError

from mithaq.apps.accounts.models import User
from tests.support import reference, strictness


def template(source: str, *, ours: bool = True) -> Template:
    place = strictness.SOURCE / "page.html" if ours else "/elsewhere/page.html"
    return Template(source, origin=Origin(str(place)), engine=engines["django"].engine)


def test_an_unknown_variable_in_our_template_fails() -> None:
    with pytest.raises(LookupError, match="titel"):
        template("{{ titel }}").render(Context({"title": "x"}))


def test_a_known_but_empty_variable_is_fine() -> None:
    assert template("[{{ title }}]{% if absent %}{% endif %}").render(Context({"title": ""})) == "[]"


def test_templates_of_others_keep_their_leniency() -> None:
    assert template("[{{ titel }}]", ours=False).render(Context()) == "[]"


def test_the_network_is_closed() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("something is about to break", stacklevel=1)


@pytest.mark.django_db
def test_querysets_without_an_order_come_in_any() -> None:
    User.objects.bulk_create([User(username=f"person-{n:02}") for n in range(30)])
    orders = {tuple(User.objects.order_by().values_list("username", flat=True)) for _ in range(3)}
    assert len(orders) == 3
    assert list(User.objects.values_list("username", flat=True)) == sorted(next(iter(orders)))


def test_the_reference_explains_its_absence(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(reference, "REFERENCE", tmp_path)
    assert "MITHAQ_REFERENCE" in reference.why_absent()
