from django.urls import path

from palier.web.jobs import views_texts

app_name = "texts"
urlpatterns = [
    path("", views_texts.outbox, name="outbox"),
    path("<int:pk>/reessayer/", views_texts.retry, name="retry"),
]
