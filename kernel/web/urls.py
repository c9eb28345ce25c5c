"""The addresses of the kernel's pages."""

from django.urls import path

from kernel.web.views.components import components

app_name = "kernel"
urlpatterns = [
    path("components/", components, name="components"),
]
