"""Model fields without a domain word: exact money, and the version for optimistic locking."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from mithaq.core.money import from_centimes, to_centimes

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable


class MoneyField(models.BigIntegerField):
    """An amount in dirhams (`Decimal`, two decimals) kept as whole centimes.

    SQLite turns decimals into floats as soon as it sums them; integers stay exact on every
    database. Sums by the database come back as `Decimal` dirhams too, through this field.
    """

    if TYPE_CHECKING:  # what may be given to it and what it gives, for django-stubs
        _pyi_private_set_type: Decimal | Combinable  # type: ignore[assignment]  # narrower than a whole number's
        _pyi_private_get_type: Decimal  # type: ignore[assignment]  # same

    def from_db_value(self, value: int | Decimal | None, *args: Any) -> Decimal | None:
        return None if value is None else from_centimes(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> int | None:
        return None if value is None else to_centimes(Decimal(value))


class Versioned(models.Model):
    """Carries a version that each edit raises, so that two editors never lose each other's work."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
