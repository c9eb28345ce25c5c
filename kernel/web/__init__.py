"""The kernel's pages, and what the pages of every app are made with."""

from kernel.web.pages import add_refusal, render

__all__ = ["add_refusal", "render"]
