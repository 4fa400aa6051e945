"""Every address of the product, app by app."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mithaq.apps.home.urls")),
    path("", include("mithaq.apps.accounts.urls")),
    path("audit/", include("mithaq.apps.audit.urls")),
    path("jobs/", include("mithaq.apps.jobs.urls")),
    path("territory/", include("mithaq.apps.territory.urls")),
    path("data/", include("mithaq.apps.facts.urls")),
    path("results/", include("mithaq.apps.plans.results_urls")),
    path("plans/", include("mithaq.apps.plans.urls")),
    path("contracts/", include("mithaq.apps.contracts.urls")),
    path("reports/", include("mithaq.apps.reports.urls")),
    path("", include("mithaq.config.web_urls")),
]

handler404 = "mithaq.web.views.page_not_found"
handler403 = "mithaq.web.views.permission_denied"
handler500 = "mithaq.web.views.server_error"
