from django.urls import path

from palier.web.widget import views

app_name = "widget"
urlpatterns = [
    path("", views.about, name="about"),
    path("lieux/", views.frame, name="frame"),
    path("dates/", views.dates, name="dates"),
]
