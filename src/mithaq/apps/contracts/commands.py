"""What the contracts app adds to the command line."""

from mithaq.apps.contracts.invoice_commands import CHECK_INVOICES
from mithaq.apps.contracts.settle_command import SETTLE

COMMANDS = (CHECK_INVOICES, SETTLE)
