from django.urls import path, re_path

from palier.core.ids import PUBLIC_ID_PATTERN
from palier.web.directory import error_report, place
from palier.web.guide.prints import sheet

app_name = "directory"
urlpatterns = [
    path("<slug:public_id>/fiche.pdf", sheet, name="sheet"),
    path("<slug:public_id>/signaler/", error_report.new, name="report-error"),
    path("<slug:public_id>/signaler/merci/", error_report.thanks, name="report-error-thanks"),
    re_path(rf"^(?P<public_id>{PUBLIC_ID_PATTERN})(?:-(?P<slug>[a-z0-9-]*))?/$", place.place, name="place"),
]
