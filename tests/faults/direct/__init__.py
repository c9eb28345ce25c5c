"""The product without its outbox, to see that the trial notices: mail is a task, sent when the transaction commits."""
