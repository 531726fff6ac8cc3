from __future__ import annotations

from django.urls import path

from storytelling import reading, views

app_name = "stories"
urlpatterns = [
    path("worlds/<slug:slug>/stories/", views.library, name="library"),
    path("worlds/<slug:slug>/stories/seeds/<int:number>/", views.decide, name="seed"),
    path("worlds/<slug:slug>/stories/<int:number>/", views.board, name="board"),
    path("worlds/<slug:slug>/stories/<int:number>/tell/", views.tell, name="tell"),
    path("worlds/<slug:slug>/stories/<int:number>/progress/", views.progress, name="progress"),
    path("worlds/<slug:slug>/stories/<int:number>/cancel/", views.cancel, name="cancel"),
    path("worlds/<slug:slug>/stories/<int:number>/share/", views.share, name="share"),
    path("read/<str:token>/", reading.read, name="read"),
    path("read/<str:token>/rate/", reading.rate, name="rate"),
    path("read/<str:token>/passages/<int:pk>/", reading.passage, name="passage"),
    path("read/<str:token>/sources/<int:number>/", reading.source, name="source"),
    path("read/<str:token>/book.<str:form>", reading.book, name="book"),
]
