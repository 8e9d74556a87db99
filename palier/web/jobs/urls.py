from django.urls import path

from palier.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("relancer/", views.ask_for_job, name="ask"),
    path("taches/relancer/", views.retry_task, name="retry-task"),
]
