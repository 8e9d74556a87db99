from django.urls import path

from palier.web.jobs import views_mails

app_name = "mails"
urlpatterns = [
    path("", views_mails.outbox, name="outbox"),
    path("<int:pk>/reessayer/", views_mails.retry, name="retry"),
]
