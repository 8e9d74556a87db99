from django.urls import path

from palier.web.doors import public

app_name = "doors"
urlpatterns = [path("", public.home, name="home")]
