"""Start-up sanity: `manage.py check` says when the index needs a rebuild."""

from __future__ import annotations

from django.core.checks import Warning, register

from search.engine import get_engine


@register
def index_is_usable(app_configs, **kwargs):
    try:
        problems = get_engine().check()
    except ValueError as error:
        return [Warning(str(error), id="search.W001")]
    return [
        Warning(
            problem.message,
            hint="Run manage.py rebuild_search.",
            id="search.W002",
        )
        for problem in problems
        # Before the first case there is none, and a search finds nothing.
        if problem.code != "missing"
    ]
