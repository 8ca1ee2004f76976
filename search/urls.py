from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("suggestions/", views.suggest, name="suggestions"),
    path("similar/<slug:public_id>/", views.similar, name="similar"),
]
