"""The addresses of the kernel's pages."""

from django.urls import URLPattern

app_name = "kernel"
urlpatterns: list[URLPattern] = []
