from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("", views.overview, name="browse"),
    path("topics/", views.topics, name="topics"),
    path("pillars/", views.pillars, name="pillars"),
    path("sdgs/", views.goals, name="sdgs"),
    path("cities/", views.cities, name="cities"),
    path("countries/", views.countries, name="countries"),
]
