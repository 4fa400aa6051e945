"""Tables: declared once, then sorted, filtered, paged, drawn and exported.

TABLE = Table("facilities", [Column("name", _("Facility")), Column("beds", _("Beds"), "number", total="sum")], rows, …)
view = bind(request, TABLE)            # everything the reader chose is in the query string
{% load mithaq_data %}{% data_table view %}
return export_response(request, TABLE)  # when ?export=xlsx or ?export=csv
"""

from mithaq.web.tables.declare import Column, Link, State, Table
from mithaq.web.tables.export import export_response
from mithaq.web.tables.view import TableView, bind

__all__ = ["Column", "Link", "State", "Table", "TableView", "bind", "export_response"]
