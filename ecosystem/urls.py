from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from characters import views as characters
from ecosystem import acquaintance, arrivals, atlas, casting, director, observatory, people, showcase, steering, worlds
from marketplace import views as marketplace

urlpatterns = [
    path("", people.landing, name="landing"),
    path("settings/", people.settings, name="settings"),
    path("theme/", people.theme, name="theme"),
    path("palette/", people.palette, name="palette"),
    path("worlds/", worlds.worlds, name="worlds"),
    path("worlds/new/", worlds.create, name="create"),
    path("worlds/blank/", casting.blank, name="blank"),
    path("worlds/<slug:slug>/", observatory.world, name="world"),
    path("worlds/<slug:slug>/since/<int:number>/", observatory.since, name="since"),
    path("worlds/<slug:slug>/before/<int:number>/", observatory.before, name="before"),
    path("worlds/<slug:slug>/events/<int:number>/", observatory.event, name="event"),
    path("worlds/<slug:slug>/map/", atlas.atlas, name="map"),
    path("worlds/<slug:slug>/map/ties.<str:kind>", atlas.export, name="ties_export"),
    path("worlds/<slug:slug>/map/<int:one>/<int:other>/", atlas.pair, name="pair"),
    path("worlds/<slug:slug>/characters/<int:pk>/", observatory.character, name="character"),
    path("worlds/<slug:slug>/circles/", acquaintance.circles, name="circles"),
    path("worlds/<slug:slug>/introduction/", acquaintance.introduction, name="introduction"),
    path("worlds/<slug:slug>/neighbourhood/", acquaintance.neighbourhood, name="neighbourhood"),
    path("worlds/<slug:slug>/play/", director.play, name="play"),
    path("worlds/<slug:slug>/pause/", director.pause, name="pause"),
    path("worlds/<slug:slug>/step/", director.step, name="step"),
    path("worlds/<slug:slug>/speed/", director.speed, name="speed"),
    path("worlds/<slug:slug>/autonomy/", director.autonomy, name="autonomy"),
    path("worlds/<slug:slug>/inject/", director.inject, name="inject"),
    path("worlds/<slug:slug>/call/", director.call, name="call"),
    path("worlds/<slug:slug>/inputs/<int:number>/", director.answer, name="answer"),
    path("worlds/<slug:slug>/cast/", casting.cast, name="world_cast"),
    path("worlds/<slug:slug>/cast/<int:pk>/", casting.settle, name="settle"),
    path("worlds/<slug:slug>/characters/<int:pk>/leave/", casting.leave, name="leave"),
    path("worlds/<slug:slug>/settings/", worlds.settings, name="world_settings"),
    path("worlds/<slug:slug>/rein/", steering.world_rein, name="world_rein"),
    path("worlds/<slug:slug>/characters/<int:pk>/rein/", steering.life_rein, name="life_rein"),
    path("worlds/<slug:slug>/delete/", worlds.delete, name="world_delete"),
    path("characters/", include("characters.urls")),
    path("characters/join/", arrivals.join, name="join_many"),
    path("characters/<int:pk>/join/", arrivals.join, name="join"),
    path("characters/import/<int:pk>/lore/", arrivals.bring_lore, name="bring_lore"),
    path("", include("storytelling.urls")),
    path("casts/", marketplace.shelf, {"casts": showcase.casts}, name="casts"),
    path("portrait/<str:seed>/<int:step>.svg", characters.portrait, name="portrait"),
    path("picture/<str:digest>.webp", characters.picture, name="picture"),
    path("health/", people.health, name="health"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
