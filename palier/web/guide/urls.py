from django.urls import path

from palier.web.guide import prints, reading

app_name = "guide"
EDITION = "<slug:territory>/<int:year>/"
urlpatterns = [
    path("", reading.home, name="home"),
    path("annuaire/<slug:territory>/", prints.directory, name="directory"),
    path(EDITION, reading.edition, name="edition"),
    path(f"{EDITION}structures/", reading.structures, name="structures"),
    path(f"{EDITION}guide.pdf", prints.guide, name="pdf"),
    path(f"{EDITION}public/", reading.public_edition, name="public-edition"),
    path(f"{EDITION}public/structures/", reading.public_structures, name="public-structures"),
    path(f"{EDITION}public/guide.pdf", prints.public_guide, name="public-pdf"),
]
