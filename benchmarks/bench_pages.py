"""Pages du contrat, de l'accueil et des données.

Temps du serveur (client de Django, sans réseau), sur les mêmes données que les pages du territoire.
"""

from collections.abc import Iterator

from benchmarks import nation
from benchmarks.measure import Row

PAGES = {
    "accueil": "/",
    "plans": "/plans/",
    "programme de la région": "/plans/BP-FM-2025-2027/",
    "contrats": "/contracts/",
    "contrat de la région": "/contracts/CP-FM-2025/",
    "contrat de la région, argent": "/contracts/CP-FM-2025/?tab=money",
    "paiements": "/contracts/payments/",
    "décompte de la région": "/contracts/payments/3/",
    "données": "/data/",
    "résultats": "/results/",
    "rapports": "/reports/",
}


def run() -> Iterator[Row]:
    """One row a page: its median time and queries, against a page without figures."""
    yield from nation.pages(PAGES, "ministere")
