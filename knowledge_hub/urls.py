from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cases.sitemaps import SITEMAPS
from cases.views import short_address
from knowledge_hub import views

SECTION = "django.contrib.sitemaps.views.sitemap"

urlpatterns = [
    path("", views.start, name="start"),
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name=SECTION),
    path("c/<slug:public_id>/", short_address, name="short-address"),
    path("media/images/<path:name>", views.picture, name="picture"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(
        path("search/", include("search.urls")),
        path("browse/", include("cases.urls")),
        path("", include(wagtail_urls)),
    ),
]
