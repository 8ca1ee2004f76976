"""Amounts in US dollars of the year they were spent in."""

from __future__ import annotations

from decimal import Decimal

from django.apps import apps
from django.core.cache import cache

CACHE_KEY = "exchange-rates"


def in_usd(amount: Decimal | None, currency: str, year: int | None) -> Decimal | None:
    """`amount` at the yearly average rate, or None where the rate is not known."""
    if amount is None or not currency or not year:
        return None
    if currency == "USD":
        return amount
    rate = _rates().get((currency, year))
    return None if rate is None else amount * rate


def forget() -> None:
    cache.delete(CACHE_KEY)


def _rates() -> dict[tuple[str, int], Decimal]:
    rates = cache.get(CACHE_KEY)
    if rates is None:
        rows = apps.get_model("cases", "ExchangeRate").objects.values_list(
            "currency", "year", "usd"
        )
        rates = {(currency, year): usd for currency, year, usd in rows}
        cache.set(CACHE_KEY, rates, 24 * 3600)
    return rates
