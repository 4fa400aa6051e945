"""The one matrix of rights: what each role may do on the units where it is held.

Rights flow down the tree: a role held on a region covers its provinces and facilities.
Four eyes are not in this table: they compare persons, not roles (see each transition).
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """A function in the system, held on a unit between two dates."""

    ADMINISTRATOR = "administrator"
    MINISTRY = "ministry"
    PLANNER = "planner"
    MANAGER = "manager"
    FINANCE = "finance"
    DATA_ENTRY = "data_entry"
    VERIFIER = "verifier"
    QUALITY = "quality"
    WORKFORCE = "workforce"
    PARTNER = "partner"
    BOARD = "board"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One thing that can be done; dotted by the noun it concerns."""

    TERRITORY_VIEW = "territory.view"
    TERRITORY_IMPORT = "territory.import"
    FACTS_VIEW = "facts.view"
    FACTS_ENTER = "facts.enter"
    FACTS_VERIFY = "facts.verify"
    PLANS_VIEW = "plans.view"
    PLANS_EDIT = "plans.edit"
    PLANS_AGREE = "plans.agree"
    CONTRACTS_VIEW = "contracts.view"
    CONTRACTS_EDIT = "contracts.edit"
    CONTRACTS_SIGN = "contracts.sign"
    SETTLEMENTS_COMPUTE = "settlements.compute"
    SETTLEMENTS_APPROVE = "settlements.approve"
    INVOICES_CHECK = "invoices.check"
    AUDIT_VIEW = "audit.view"
    ACCOUNTS_MANAGE = "accounts.manage"


_READ = {Permission.TERRITORY_VIEW, Permission.FACTS_VIEW, Permission.PLANS_VIEW, Permission.CONTRACTS_VIEW}
_P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({_P.TERRITORY_VIEW, _P.TERRITORY_IMPORT, _P.ACCOUNTS_MANAGE, _P.AUDIT_VIEW}),
    Role.MINISTRY: frozenset(
        _READ
        | {
            _P.PLANS_EDIT,
            _P.PLANS_AGREE,
            _P.CONTRACTS_SIGN,
            _P.SETTLEMENTS_APPROVE,
            _P.INVOICES_CHECK,
            _P.TERRITORY_IMPORT,
        }
    ),
    Role.PLANNER: frozenset(
        _READ
        | {
            _P.PLANS_EDIT,
            _P.PLANS_AGREE,
            _P.CONTRACTS_EDIT,
            _P.SETTLEMENTS_COMPUTE,
            _P.SETTLEMENTS_APPROVE,
            _P.INVOICES_CHECK,
            _P.TERRITORY_IMPORT,
        }
    ),
    Role.MANAGER: frozenset(_READ | {_P.FACTS_ENTER, _P.PLANS_AGREE, _P.CONTRACTS_SIGN}),
    Role.FINANCE: frozenset(_READ | {_P.SETTLEMENTS_COMPUTE, _P.SETTLEMENTS_APPROVE, _P.INVOICES_CHECK}),
    Role.DATA_ENTRY: frozenset({_P.TERRITORY_VIEW, _P.FACTS_VIEW, _P.FACTS_ENTER}),
    Role.VERIFIER: frozenset({_P.TERRITORY_VIEW, _P.FACTS_VIEW, _P.FACTS_VERIFY, _P.CONTRACTS_VIEW, _P.INVOICES_CHECK}),
    Role.QUALITY: frozenset({_P.TERRITORY_VIEW, _P.FACTS_VIEW, _P.CONTRACTS_VIEW}),
    Role.WORKFORCE: frozenset({_P.TERRITORY_VIEW}),
    Role.PARTNER: frozenset({_P.TERRITORY_VIEW, _P.PLANS_VIEW}),
    Role.BOARD: frozenset(_READ),
    Role.AUDITOR: frozenset(_READ | {_P.AUDIT_VIEW, _P.INVOICES_CHECK}),
}

ROLE_LABELS = {
    Role.ADMINISTRATOR: _("System administrator"),
    Role.MINISTRY: _("Ministry"),
    Role.PLANNER: _("Planner"),
    Role.MANAGER: _("Facility director"),
    Role.FINANCE: _("Finance officer"),
    Role.DATA_ENTRY: _("Data entry"),
    Role.VERIFIER: _("Verifier"),
    Role.QUALITY: _("Quality expert"),
    Role.WORKFORCE: _("Human resources officer"),
    Role.PARTNER: _("Partner"),
    Role.BOARD: _("Board member"),
    Role.AUDITOR: _("Auditor"),
}


PERMISSION_LABELS = {
    Permission.TERRITORY_VIEW: _("see the territory"),
    Permission.TERRITORY_IMPORT: _("import units"),
    Permission.FACTS_VIEW: _("see the data"),
    Permission.FACTS_ENTER: _("enter data"),
    Permission.FACTS_VERIFY: _("verify data"),
    Permission.PLANS_VIEW: _("see the plans"),
    Permission.PLANS_EDIT: _("draft plans"),
    Permission.PLANS_AGREE: _("agree on plans"),
    Permission.CONTRACTS_VIEW: _("see the contracts"),
    Permission.CONTRACTS_EDIT: _("draft contracts"),
    Permission.CONTRACTS_SIGN: _("sign contracts"),
    Permission.SETTLEMENTS_COMPUTE: _("compute payments"),
    Permission.SETTLEMENTS_APPROVE: _("approve payments"),
    Permission.INVOICES_CHECK: _("check invoices"),
    Permission.AUDIT_VIEW: _("read the trail"),
    Permission.ACCOUNTS_MANAGE: _("manage accounts"),
}


def roles_granting(permission: Permission) -> set[Role]:
    """The roles that carry this permission."""
    return {role for role, permissions in GRANTS.items() if permission in permissions}
