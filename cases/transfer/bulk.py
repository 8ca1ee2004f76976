"""Writes many planned rows with few statements.

All that saving and publishing one page writes is written here, too: tree, page rows,
revisions, history, references, Wagtail's own search rows, identities and addresses
(a test compares the two ways). No model signal is sent but `cases_changed`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from cases.models import CaseAddress, CaseIdentity, CaseStudyPage
from cases.signals import cases_changed
from cases.transfer.pages import PageMaker
from cases.transfer.planning import Planned
from cases.translation import follow_original

COMMENTS = "wagtail_admin_comments"  # not part of a record: they stay


@dataclass
class Job:
    item: Planned
    page: CaseStudyPage
    created: bool
    revision: Revision | None = None

    @property
    def kept(self) -> bool:
        return not self.created


def write_in_bulk(items: Iterable[Planned], maker: PageMaker, *, publish: bool) -> None:
    """To be called inside a transaction, and with checked rows only, originals
    before their translations."""
    jobs = [Job(item, maker.fill(item), item.page is None) for item in items]
    if not jobs:
        return
    now = timezone.now()
    _save_identities(jobs, now, publish=publish)
    _insert_pages([job for job in jobs if job.created], maker)
    # A change that is not published is in its revision alone.
    in_tables = [job for job in jobs if publish or job.created]
    _update_pages([job for job in in_tables if job.kept], maker)
    _write_rows(in_tables)
    _write_revisions(jobs, now, publish=publish)
    _write_history(jobs, now, publish=publish)
    _write_references(in_tables)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(CaseStudyPage, [job.page for job in in_tables])
    if publish:
        _remember_addresses(jobs)
        _let_translations_follow(jobs)
    cases_changed.send(
        sender=write_in_bulk,
        public_ids=sorted({job.item.identity.public_id for job in jobs}),
    )


def _save_identities(jobs: list[Job], now: datetime.datetime, *, publish) -> None:
    identities = {job.item.identity.translation_key: job.item.identity for job in jobs}
    if publish:
        for identity in identities.values():
            identity.first_published_at = identity.first_published_at or now
            identity.withdrawn_at, identity.reason = None, ""
    new = [identity for identity in identities.values() if identity.pk is None]
    known = [identity for identity in identities.values() if identity.pk is not None]
    CaseIdentity.objects.bulk_create(new)
    if publish:
        CaseIdentity.objects.bulk_update(
            known, ["first_published_at", "withdrawn_at", "reason"], batch_size=100
        )


def _insert_pages(jobs: list[Job], maker: PageMaker) -> None:
    if not jobs:
        return
    parents = {p.pk: p for p in (maker.parent_of(j.item.record) for j in jobs)}
    counts: Counter = Counter()
    last = _last_steps(parents)
    content_type = ContentType.objects.get_for_model(CaseStudyPage)
    for job in jobs:
        page, parent = job.page, parents[maker.parent_of(job.item.record).pk]
        counts[parent.pk] += 1
        page.depth = parent.depth + 1
        page.path = Page._get_path(
            parent.path, page.depth, last[parent.pk] + counts[parent.pk]
        )
        page.content_type = content_type
        page.draft_title = page.title
        page.set_url_path(parent)
    bases = [_base_of(job.page) for job in jobs]
    Page.objects.bulk_create(bases)
    for job, base in zip(jobs, bases, strict=True):
        job.page.pk = job.page.id = job.page.page_ptr_id = base.pk
    # Django's bulk_create refuses models with a parent table; this is the half of it
    # that writes the table itself.
    CaseStudyPage._base_manager.all()._batched_insert(
        [job.page for job in jobs], CaseStudyPage._meta.local_concrete_fields, None
    )
    for job in jobs:
        job.page._state.adding, job.page._state.db = False, "default"
    for pk, count in counts.items():
        Page.objects.filter(pk=pk).update(numchild=F("numchild") + count)


def _last_steps(parents: dict[int, Page]) -> dict[int, int]:
    """The last step of the tree below each parent, which is locked until the end of
    the transaction and read afresh."""
    steps = {}
    for page in Page.objects.select_for_update().filter(pk__in=parents):
        parents[page.pk].path, parents[page.pk].depth = page.path, page.depth
        last = page.get_last_child()
        steps[page.pk] = last._get_lastpos_in_path() if last else 0
    return steps


def _base_of(page: CaseStudyPage) -> Page:
    return Page(
        **{f.attname: getattr(page, f.attname) for f in Page._meta.concrete_fields}
    )


def _update_pages(jobs: list[Job], maker: PageMaker) -> None:
    names = [field.name for field in CaseStudyPage._meta.local_concrete_fields]
    names.remove("page_ptr")
    for job in jobs:
        page = job.page
        page.draft_title = page.title
        page.set_url_path(maker.parent_of(job.item.record))
        values = {name: getattr(page, name) for name in names}
        for name in ("title", "draft_title", "slug", "url_path"):
            values[name] = getattr(page, name)
        CaseStudyPage.objects.filter(pk=page.pk).update(**values)


def _write_rows(jobs: list[Job]) -> None:
    pages = [job.page for job in jobs]
    replaced = [job.page.pk for job in jobs if job.kept]
    for relation in get_all_child_relations(CaseStudyPage):
        name = relation.get_accessor_name()
        if name == COMMENTS:
            for job in jobs:
                if job.created:  # asked for by each revision's content otherwise
                    setattr(job.page, name, [])
            continue
        foreign_key = relation.field.name
        rows = [row for page in pages for row in _with_page(page, name, foreign_key)]
        model = relation.related_model
        model._base_manager.filter(**{f"{foreign_key}__in": replaced}).delete()
        model._base_manager.bulk_create(rows)
    for field in get_all_child_m2m_relations(CaseStudyPage):
        through = field.remote_field.through
        source, target = field.m2m_column_name(), field.m2m_reverse_name()
        through.objects.filter(**{f"{source}__in": replaced}).delete()
        through.objects.bulk_create(
            through(**{source: page.pk, target: term.pk})
            for page in pages
            for term in getattr(page, field.name).all()
        )


def _with_page(page: CaseStudyPage, name: str, foreign_key: str) -> list:
    rows = list(getattr(page, name).all())
    for row in rows:
        setattr(row, foreign_key, page)
    return rows


def _write_revisions(jobs: list[Job], now: datetime.datetime, *, publish) -> None:
    content_type = ContentType.objects.get_for_model(CaseStudyPage)
    base_content_type = ContentType.objects.get_for_model(Page)
    for job in jobs:
        job.revision = Revision(
            content_type=content_type,
            base_content_type=base_content_type,
            object_id=str(job.page.pk),
            object_str=str(job.page),
            created_at=now,
            content=job.page.serializable_data(),
        )
    Revision.objects.bulk_create([job.revision for job in jobs])
    latest = Subquery(
        Revision.objects.filter(
            base_content_type=base_content_type,
            object_id=Cast(OuterRef("pk"), CharField()),
        )
        .order_by("-pk")
        .values("pk")[:1]
    )
    values = {"latest_revision": latest, "latest_revision_created_at": now}
    if publish:
        values |= {
            "live": True,
            "expired": False,
            "live_revision": latest,
            "last_published_at": now,
            "first_published_at": Coalesce("first_published_at", Value(now)),
        }
    values["has_unpublished_changes"] = not publish
    Page.objects.filter(pk__in=[job.page.pk for job in jobs]).update(**values)
    for job in jobs:
        if job.kept and not publish:
            Page.objects.filter(pk=job.page.pk).update(draft_title=job.page.title)


def _write_history(jobs: list[Job], now: datetime.datetime, *, publish) -> None:
    content_type = ContentType.objects.get_for_model(CaseStudyPage)
    entries = []
    for job in jobs:
        actions = ["wagtail.create" if job.created else "wagtail.edit"]
        if publish:
            actions.append("wagtail.publish")
        entries += [
            PageLogEntry(
                page_id=job.page.pk,
                content_type=content_type,
                label=job.page.get_admin_display_title(),
                action=action,
                timestamp=now,
                revision=None if action == "wagtail.create" else job.revision,
                content_changed=True,
                data={},
            )
            for action in actions
        ]
    PageLogEntry.objects.bulk_create(entries)


@lru_cache(maxsize=1_000)
def _path_hash(content_path: str) -> UUID:
    return ReferenceIndex._get_content_path_hash(content_path)


def _write_references(jobs: list[Job]) -> None:
    content_type = ContentType.objects.get_for_model(CaseStudyPage)
    base_content_type = ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.filter(
        base_content_type=base_content_type,
        object_id__in=[str(job.page.pk) for job in jobs if job.kept],
    ).delete()
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=content_type,
            base_content_type=base_content_type,
            object_id=str(job.page.pk),
            to_content_type_id=to_content_type,
            to_object_id=to_object,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=_path_hash(content_path),
        )
        for job in jobs
        for to_content_type, to_object, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(job.page)
        )
    )


def _remember_addresses(jobs: list[Job]) -> None:
    CaseAddress.objects.bulk_create(
        [
            CaseAddress(
                language=job.item.record.language,
                path=f"{job.item.record.city}/{job.page.slug}",
                identity=job.item.identity,
            )
            for job in jobs
        ],
        update_conflicts=True,
        unique_fields=["language", "path"],
        update_fields=["identity"],
    )


def _let_translations_follow(jobs: list[Job]) -> None:
    """Translations that this chunk does not write take the changed facts."""
    originals = {
        job.page.translation_key: job.page
        for job in jobs
        if job.kept and not job.item.is_translation
    }
    others = CaseStudyPage.objects.filter(translation_key__in=originals).exclude(
        pk__in=[job.page.pk for job in jobs]
    )
    for key in set(others.values_list("translation_key", flat=True)):
        follow_original(originals[key])
