"""The sections of the navigation, in their order, and who sees them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.access import holds
from mithaq.apps.accounts.matrix import Permission
from mithaq.web.shell import Section


def _may_administer(request: HttpRequest) -> bool:
    return holds(request.user, Permission.ACCOUNTS_MANAGE)


def _only_reads_the_trail(request: HttpRequest) -> bool:
    """For whoever administers, the trail is a page of the administration."""
    return holds(request.user, Permission.AUDIT_VIEW) and not _may_administer(request)


SECTIONS = [
    Section("home", _("Home"), icon="home", url_name="home:home"),
    Section("territory", _("Territory"), icon="map-2", url_name="territory:explorer"),
    Section("plans", _("Plans and budgets"), icon="target-arrow", url_name="plans:list"),
    Section("contracts", _("Contracts"), icon="file-certificate", url_name="contracts:list"),
    Section("data", _("Data"), icon="table", url_name="facts:list"),
    Section("results", _("Results"), icon="chart-dots", url_name="results:list"),
    Section("payments", _("Payments"), icon="cash-banknote", url_name="contracts:settlements"),
    Section("reports", _("Reports"), icon="report", url_name="reports:list"),
    Section(
        "administration",
        _("Administration"),
        icon="settings",
        url_name="accounts:administration",
        is_open_to=_may_administer,
    ),
    Section("trail", _("Audit trail"), icon="history", url_name="audit:trail", is_open_to=_only_reads_the_trail),
]
