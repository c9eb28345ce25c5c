"""The one door for every file that comes from outside: examined, made anew, sealed, scanned, and only then shown.

`examining` takes what was sent and refuses it in words; `cleaning` is its core, pure, run in a process of its own
with little memory and time; `store` writes and reads sealed copies; `scanner` asks the virus scanner; `serving`
says who gets what of a stored file. The row of a file is `kernel.models.StoredFile`.
"""
