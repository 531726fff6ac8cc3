from __future__ import annotations

from django.urls import path

from characters import carrying, editing, shelf, upgrading

app_name = "characters"

urlpatterns = [
    path("", shelf.shelf, name="shelf"),
    path("new/", shelf.new, name="new"),
    path("house/", shelf.house, name="house"),
    path("import/", carrying.arrivals, name="import"),
    path("import/<int:pk>/", carrying.card, name="card"),
    path("import/<int:pk>/picture/", carrying.picture, name="card_picture"),
    path("import/<int:pk>/original/", carrying.original, name="card_original"),
    path("import/<int:pk>/forget/", carrying.forget, name="card_forget"),
    path("sentence/", upgrading.sentence, name="sentence"),
    path("drafts/<int:pk>/", editing.draft, name="draft"),
    path("drafts/<int:pk>/live/", editing.draft_live, name="draft_live"),
    path("<int:pk>/", editing.edit, name="edit"),
    path("drafts/<int:pk>/hear/", editing.hear_draft_by_model, name="draft_hear"),
    path("<int:pk>/hear/", editing.hear_by_model, name="hear"),
    path("<int:pk>/live/", editing.live, name="live"),
    path("<int:pk>/upgrade/", upgrading.upgrade, name="upgrade"),
    path("<int:pk>/upgrade/model/", upgrading.by_model, name="upgrade_model"),
    path("<int:pk>/versions/", editing.history, name="history"),
    path("<int:pk>/restore/", editing.restore, name="restore"),
    path("<int:pk>/export/", carrying.export, name="export"),
    path("<int:pk>/copy/", shelf.copy, name="copy"),
    path("<int:pk>/away/", shelf.put_away, name="away"),
    path("<int:pk>/delete/", shelf.delete, name="delete"),
]
