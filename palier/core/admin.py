"""The administration does not show mails: they hold codes to sign in. « /-/courriels/ » says what operators need."""

from django.contrib import admin
from post_office.models import Attachment, Email, EmailTemplate

# post_office registers them; it comes before core in INSTALLED_APPS.
for model in (Email, EmailTemplate, Attachment):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
