from django.urls import path

from palier.web.pages import health, views

app_name = "pages"
urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("confidentialite/", views.privacy, name="privacy"),
    path("a-propos/", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
    path("-/health", health.health, name="health"),
]
