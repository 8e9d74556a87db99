from django.urls import path

from palier.web.inclusion import views

app_name = "inclusion"
urlpatterns = [
    path("", views.new, name="new"),
    path("suivi/<str:token>/", views.follow, name="follow"),
]
