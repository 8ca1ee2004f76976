from search.models.demand import PromotedResult, SearchCount
from search.models.document_text import DocumentText, DocumentTextQuerySet
from search.models.glossary import GlossaryEntry, tidy_terms
from search.models.outbox import Outbox

__all__ = [
    "DocumentText",
    "DocumentTextQuerySet",
    "GlossaryEntry",
    "Outbox",
    "PromotedResult",
    "SearchCount",
    "tidy_terms",
]
