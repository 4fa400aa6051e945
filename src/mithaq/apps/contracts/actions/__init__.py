"""What changes contracts and their settlements."""

from mithaq.apps.contracts.actions.agreement import (
    ClauseDraft,
    ContractDraft,
    DutyDraft,
    UndertakingDraft,
    draft_contract,
    fulfil_duty,
    publish_rule_set,
    sign_contract,
    start_contract,
    submit_contract,
)
from mithaq.apps.contracts.actions.payment import (
    approve_settlement,
    compute_settlement,
    return_settlement,
)

__all__ = [
    "ClauseDraft",
    "ContractDraft",
    "DutyDraft",
    "UndertakingDraft",
    "approve_settlement",
    "compute_settlement",
    "draft_contract",
    "fulfil_duty",
    "publish_rule_set",
    "return_settlement",
    "sign_contract",
    "start_contract",
    "submit_contract",
]
