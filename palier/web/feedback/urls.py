from django.urls import path

from palier.web.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.new, name="new"),
    path("merci/", views.thanks, name="thanks"),
]
