"""Tags of the frame of the pages; used by `web/base.html` and its parts."""

from collections.abc import Callable
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from mithaq.web import shell

register = template.Library()


class Captured(template.Node):
    """Renders a part of the frame with the text of the block written inside the tag."""

    def __init__(
        self, nodelist: template.NodeList, template_name: str, variables: Callable[..., dict[str, Any]]
    ) -> None:
        self.nodelist, self.template_name, self.variables = nodelist, template_name, variables

    def render(self, context: template.Context) -> SafeString:
        written = self.nodelist.render(context).strip()
        part = context.template.engine.get_template(self.template_name)  # type: ignore[union-attr] # set while rendering
        with context.push(**self.variables(context, written)):
            return part.render(context)


@register.tag
def navigation(parser: template.base.Parser, token: template.base.Token) -> Captured:
    """The sections; the key of the current one is written inside: `{% navigation %}contracts{% endnavigation %}`."""
    nodelist = parser.parse(("endnavigation",))
    parser.delete_first_token()
    return Captured(nodelist, "web/parts/nav.html", _navigation)


def _navigation(context: template.Context, key: str) -> dict[str, Any]:
    request = context["request"]
    open_sections = shell.open_sections(request)
    match = request.resolver_match
    app = match.namespace if match else ""
    of_app = next((one.key for one, _ in open_sections if app and one.url_name.startswith(f"{app}:")), "")
    return {"sections": open_sections, "current": key or context.get("nav") or of_app}


@register.tag
def page_footer(parser: template.base.Parser, token: template.base.Token) -> Captured:
    """The footer; the slug of the guide's page is written inside."""
    nodelist = parser.parse(("endpage_footer",))
    parser.delete_first_token()
    return Captured(nodelist, "web/parts/footer.html", _footer)


def _footer(context: template.Context, slug: str) -> dict[str, Any]:
    wanted = slug or context.get("help_page", "")
    pattern = getattr(settings, "GUIDE_URL", "")
    is_open = context["request"].user.is_authenticated or "://" in pattern  # our own pages ask to sign in
    return {"guide_url": pattern.format(slug=wanted) if wanted and pattern and is_open else ""}


@register.simple_tag
def address_of(url_name: str) -> str:
    """The address of a named page, "" while no app serves it."""
    return shell.address_of(url_name)
