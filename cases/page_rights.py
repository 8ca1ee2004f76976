"""What a right on a page in the tree does not give on the page itself.

Asked by every door of Wagtail: pages of the admin, bulk actions and its API.
"""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class FixedPageRights(PagePermissionTester):
    """Who has rights from further above moves, deletes, copies or unpublishes the
    page; who has them on the page itself has them on what is below it."""

    def __init__(self, user, page):
        super().__init__(user, page)
        self.from_above = set()
        if user.is_active and not user.is_superuser:
            self.from_above = {
                right.permission.codename
                for right in self.permission_policy.get_cached_permissions_for_user(
                    user
                )
                if page.path.startswith(right.page.path)
                and page.path != right.page.path
            }

    def _may_place(self) -> bool:
        return self.user.is_superuser or "publish_page" in self.from_above

    def can_delete(self, ignore_bulk=False):
        return self._may_place() and super().can_delete(ignore_bulk)

    def can_unpublish(self):
        return self._may_place() and super().can_unpublish()

    def can_copy(self):
        return self._may_place() and super().can_copy()


class CityPageRights(FixedPageRights):
    """The page of a city is written by its leads and the secretariat; contributors
    write cases below it."""

    def can_edit(self):
        may_write = self.can_publish() or "change_page" in self.from_above
        return may_write and super().can_edit()
