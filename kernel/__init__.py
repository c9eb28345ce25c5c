"""The shared kernel: who may do what, what was done, what leaves the process, what day it is.

Owns accounts, roles, organisations, rule sets, history, the access log and the outbox. It imports no other
app; every other app may import its models, queries, actions and the modules of this folder, and not its
`web`, which only `config` and the apps' own `web` use for `render` and forms.

Glossary: *actor*, the user in whose name a write is made; *record*, a row whose every change is kept;
*outbox*, the only way out of the process; *rule set*, the dated parameters behind every period and answer.
"""
