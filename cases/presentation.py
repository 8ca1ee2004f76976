"""What the page of a case shows, beyond its own fields."""

from __future__ import annotations


def case_context(case, request) -> dict:
    return {"case": case}
