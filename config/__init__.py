"""The composition root: settings, addresses, the access matrix, and pages over several apps.

Imports every app and is imported by none.
"""
