"""The templates, and the one place where all that they show is escaped."""

from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from qa.fronts.server.page.assets import asset_address
from qa.render import clean, confidence, counted, place

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The response that `template` makes of `values`."""
    return HTMLResponse(render(template, **values), status)


def render(template: str, **values: Any) -> str:
    """The HTML that `template` makes of `values`."""
    return _environment().get_template(f"{template}.html.jinja").render(values)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("qa.fronts.server.page", "templates"),
        autoescape=True,
        # Text is cleaned, then escaped; `qa.render.html.Html` is no plain str and stays as it is.
        finalize=lambda value: clean(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=asset_address, confidence=confidence, counted=counted, place=place)
    return environment
