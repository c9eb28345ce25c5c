"""Events at organisations' own addresses, by Standard Webhooks 1.0.0: the outbox for programs.

An event's message to an endpoint is a row of the transaction that gives the event its place in the feed; the
dispatcher sends it afterwards, at least once, with the same id and the same bytes each time.
"""
