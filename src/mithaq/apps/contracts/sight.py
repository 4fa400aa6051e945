"""“Who can see this contract?”, for the administrator's page."""

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.visibility import Subject
from mithaq.apps.contracts.models import Contract

P = Permission
MEANINGFUL = frozenset(
    {P.CONTRACTS_VIEW, P.CONTRACTS_EDIT, P.CONTRACTS_SIGN, P.SETTLEMENTS_COMPUTE, P.SETTLEMENTS_APPROVE}
)


def find_contract(number: str) -> Subject | None:
    """The contract of this number, reached through its holder or its payer; None when there is none."""
    contract = Contract.objects.select_related("holder", "payer").filter(number=number).first()
    if contract is None:
        return None
    return Subject(str(contract), (contract.holder.path, contract.payer.path), P.CONTRACTS_VIEW, MEANINGFUL)
