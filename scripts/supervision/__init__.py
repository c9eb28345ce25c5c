"""Runs the whole system from one command: servers, set-up steps and processes.

Standard library only: it has to say something sensible even where nothing else is installed.
Nothing of the application knows about it; the application reads its environment variables.
"""
