"""The closed lists of the case study whose members the code knows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Form(TextChoices):
    SNAPSHOT = "snapshot", _("Snapshot")
    FULL = "full", _("Full case")


class Kind(TextChoices):
    POLICY = "policy", _("Policy")
    PROGRAMME = "programme", _("Programme")
    PROJECT = "project", _("Project")
    SERVICE = "service", _("Service")
    DIGITAL = "digital", _("Digital application")
    REGULATION = "regulation", _("Regulation")
    ORGANISATION = "organisation", _("Organisation")


class Scale(TextChoices):
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    DISTRICT = "district", _("District")
    CITY = "city", _("Whole city")
    METROPOLITAN = "metropolitan", _("Metropolitan area")
    NATIONAL = "national", _("Country")


class Stage(TextChoices):
    PLANNED = "planned", _("Planned")
    PILOT = "pilot", _("Pilot")
    RUNNING = "running", _("Running")
    SCALED = "scaled", _("Scaled up")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped")


class EvidenceLevel(TextChoices):
    SELF = "self", _("Self-reported")
    ADMINISTRATIVE = "administrative", _("Administrative data")
    EVALUATION = "evaluation", _("Evaluation")
    INDEPENDENT = "independent", _("Independent study")


class Support(TextChoices):
    ADMINISTRATIVE = "administrative", _("Administrative")
    FINANCIAL = "financial", _("Financial")
    POLITICAL = "political", _("Political")
    TECHNICAL = "technical", _("Technical")
    OTHER = "other", _("Other")


class FundingSource(TextChoices):
    OWN = "own", _("Own budget")
    NATIONAL = "national", _("National government")
    PROVINCIAL = "provincial", _("Province or state")
    DONOR = "donor", _("Donor or grant")
    LOAN = "loan", _("Loan")
    PRIVATE = "private", _("Private sector")
    COMMUNITY = "community", _("Community")
    FEES = "fees", _("User fees")
    OTHER = "other", _("Other")


class Licence(TextChoices):
    CC_BY = "cc-by-4.0", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
    CC_BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0")
    CC0 = "cc0-1.0", _("CC0 1.0 (public domain)")
    RESERVED = "all-rights-reserved", _("All rights reserved, used with permission")


LICENCE_URLS = {
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc-by-nc-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


class DocumentKind(TextChoices):
    REGULATION = "regulation", _("Regulation")
    TERMS_OF_REFERENCE = "terms-of-reference", _("Terms of reference")
    BUDGET = "budget", _("Budget")
    EVALUATION = "evaluation", _("Evaluation")
    SLIDES = "slides", _("Slides")
    OTHER = "other", _("Other")


class Visibility(TextChoices):
    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Members of the network only")
    EMBARGO = "embargo", _("Public from a date on")


class Provenance(TextChoices):
    CITY = "city", _("Told by the city")
    CATALOGUED = "catalogued", _("Described from a published source")


class CostBand(TextChoices):
    """Total cost in US dollars of the case's year."""

    UNDER_10K = "under-10k", _("Under US$10,000")
    UNDER_100K = "10k-100k", _("US$10,000 to 100,000")
    UNDER_1M = "100k-1m", _("US$100,000 to 1 million")
    UNDER_10M = "1m-10m", _("US$1 to 10 million")
    UNDER_100M = "10m-100m", _("US$10 to 100 million")
    OVER_100M = "over-100m", _("Over US$100 million")

    @classmethod
    def of(cls, usd) -> "CostBand | None":
        if usd is None:
            return None
        exponent = sum(usd >= 10**power for power in (4, 5, 6, 7, 8))
        return list(cls)[exponent]
