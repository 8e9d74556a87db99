from django.urls import path

from palier.web.desk import public, pulse

app_name = "sessions-desk"
urlpatterns = [
    path("<slug:public_id>/questions/", public.ask, name="ask"),
    path("<slug:public_id>/questions/merci/", public.asked, name="asked"),
    path("<slug:public_id>/fin/", pulse.answer, name="answer"),
    path("<slug:public_id>/fin/merci/", pulse.answered, name="answered"),
]
