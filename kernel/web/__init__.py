"""The kernel's pages, and what the pages of every app are made with."""

from kernel.web.pages import SignedInRequest, add_refusal, render

__all__ = ["SignedInRequest", "add_refusal", "render"]
