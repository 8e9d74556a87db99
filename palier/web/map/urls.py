from django.urls import path

from palier.web.map import views

app_name = "map"
urlpatterns = [path("contours/<slug:code>.json", views.outlines, name="outlines")]
