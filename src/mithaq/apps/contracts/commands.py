"""What the contracts app adds to the command line."""

from mithaq.apps.contracts.invoice_commands import CHECK_INVOICES

COMMANDS = (CHECK_INVOICES,)
