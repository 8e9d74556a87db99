from django.urls import path

from palier.web.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.deposits, name="deposits"),
    path("<int:pk>/", views.deposit, name="deposit"),
    path("<int:pk>/essayer/", views.try_out, name="try"),
    path("<int:pk>/importer/", views.start_import, name="import"),
    path("<int:pk>/compte-rendu.json", views.report, name="report"),
]
