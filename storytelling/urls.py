from __future__ import annotations

from django.urls import path

from storytelling import inbox, reading, switcher, verdict, views, workshop

app_name = "stories"
urlpatterns = [
    path("worlds/<slug:slug>/stories/", views.library, name="library"),
    path("worlds/<slug:slug>/stories/seeds/", inbox.inbox, name="inbox"),
    path("worlds/<slug:slug>/stories/seeds/steer/", inbox.steer, name="steer"),
    path("worlds/<slug:slug>/stories/seeds/<int:number>/", inbox.decide, name="seed"),
    path("worlds/<slug:slug>/stories/seeds/<int:number>/sway/", inbox.sway, name="sway"),
    path("worlds/<slug:slug>/stories/genre/", switcher.world_genre, name="world_genre"),
    path("worlds/<slug:slug>/stories/patterns/", workshop.workshop, name="workshop"),
    path("worlds/<slug:slug>/stories/patterns/new/", workshop.edit, name="pattern_new"),
    path("worlds/<slug:slug>/stories/patterns/<slug:key>/", workshop.edit, name="pattern"),
    path("worlds/<slug:slug>/stories/patterns/<slug:key>/delete/", workshop.delete, name="pattern_delete"),
    path("worlds/<slug:slug>/stories/<int:number>/", views.board, name="board"),
    path("worlds/<slug:slug>/stories/<int:number>/tell/", views.tell, name="tell"),
    path("worlds/<slug:slug>/stories/<int:number>/progress/", views.progress, name="progress"),
    path("worlds/<slug:slug>/stories/<int:number>/cancel/", views.cancel, name="cancel"),
    path("worlds/<slug:slug>/stories/<int:number>/share/", views.share, name="share"),
    path("worlds/<slug:slug>/stories/<int:number>/genre/", switcher.story_genre, name="genre"),
    path("worlds/<slug:slug>/stories/<int:number>/quality/", verdict.quality_page, name="quality"),
    path("worlds/<slug:slug>/stories/<int:number>/quality/check/", verdict.check, name="check"),
    path("worlds/<slug:slug>/stories/<int:number>/quality/<int:pk>/", verdict.settle, name="settle"),
    path("read/<str:token>/", reading.read, name="read"),
    path("read/<str:token>/rate/", reading.rate, name="rate"),
    path("read/<str:token>/versions/<int:version>/", reading.version, name="version"),
    path("read/<str:token>/passages/<int:pk>/", reading.passage, name="passage"),
    path("read/<str:token>/sources/<int:number>/", reading.source, name="source"),
    path("read/<str:token>/book.<str:form>", reading.book, name="book"),
]
