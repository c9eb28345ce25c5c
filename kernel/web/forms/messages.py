"""Forms about messages that could not be delivered."""

from django import forms


class ResendForm(forms.Form):
    """Nothing but the confirmation itself."""
