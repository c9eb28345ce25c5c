"""Config as an installed app, for its management commands."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "config"
    label = "house"
