"""Writes a few planned rows as an editor would, one page at a time."""

from __future__ import annotations

from collections.abc import Iterable

from cases.transfer.pages import PageMaker
from cases.transfer.planning import Planned


def write_one_by_one(
    items: Iterable[Planned], maker: PageMaker, *, publish: bool
) -> None:
    """All signals are sent and everything is validated once more, at seven pages a
    second. To be called inside a transaction."""
    for item in items:
        if item.identity.pk is None:
            item.identity.save()
        created = item.page is None
        page = maker.fill(item)
        if created:
            parent = maker.parent_of(item.record)
            parent.refresh_from_db(fields=["path", "numchild", "depth"])
            parent.add_child(instance=page)
        revision = page.save_revision(log_action=not created)
        if publish:
            revision.publish()
