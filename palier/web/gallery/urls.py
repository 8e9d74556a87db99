"""The gallery of components."""

from django.urls import path

from palier.web.gallery import views

app_name = "gallery"
urlpatterns = [path("", views.gallery, name="ui")]
