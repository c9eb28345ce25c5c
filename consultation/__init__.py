"""Public consultations, from a draft to a published outcome.

Owns consultations, their sections and questions, responses, and published outcomes. It stands on the kernel alone: it
may not import register, conduct or barring, and only config may import it.

Glossary: a *consultation* asks the public from one instant to another; a *section* is one page of it, a *question* has
*wordings*, of which each answer keeps the one it answered; a *response* is what one sender said, in *versions*, of
which the last counts; a *campaign* is a group of responses whose texts are nearly the same.
"""
