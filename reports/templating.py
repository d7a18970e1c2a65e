"""How templates are filled, the report's and the pages' alike: escaped, strict, and clean."""

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from reports.wording import clean, count, file_name, grouped, long_date, place, with_currency


def template_environment(package: str) -> Environment:
    """Return an environment for the templates of a package, with the filters that all share."""
    folder = files(package) / "templates"
    made = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    made.filters.update(
        count=count,
        grouped=grouped,
        long_date=long_date,
        money=with_currency,
        name=file_name,
        place=place,
    )
    return made


def _clean(value: object) -> object:
    """Take out characters that have no place in a page."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return clean(value)
