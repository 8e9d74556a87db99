from django.urls import path

from palier.web.desk import attendance, board, figures, home, network, pulse, report

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("questions/", network.questions, name="questions"),
    path("chiffres/", figures.figures, name="figures"),
    path("chiffres/la-coop.csv", figures.coop, {"ending": "csv"}, name="coop-csv"),
    path("chiffres/la-coop.xlsx", figures.coop, {"ending": "xlsx"}, name="coop-xlsx"),
    path("<slug:public_id>/", attendance.desk, name="desk"),
    path("<slug:public_id>/tableau/", board.board, name="board"),
    path("<slug:public_id>/tableau/projeter/", board.project, name="project"),
    path("<slug:public_id>/tableau/imprimer/", board.blank, name="blank"),
    path("<slug:public_id>/tableau/recopier/", board.copy, name="copy"),
    path("<slug:public_id>/compter/", report.count, name="count"),
    path("<slug:public_id>/bilan/", report.report, name="report"),
    path("<slug:public_id>/bilan/recit/", report.testimony, name="testimony"),
    path("<slug:public_id>/bilan/la-coop.csv", figures.coop_session, name="coop-session"),
    path("<slug:public_id>/fin/", pulse.pulse, name="pulse"),
    path("<slug:public_id>/resume/", network.summary, name="summary"),
]
