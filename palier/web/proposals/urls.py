from django.urls import path

from palier.web.proposals import views

app_name = "proposals"
urlpatterns = [
    path("", views.proposals, name="proposals"),
    path("<int:pk>/", views.proposal, name="proposal"),
    path("lieux/<slug:public_id>/", views.publication, name="publication"),
]
