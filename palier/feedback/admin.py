from django.contrib import admin

from palier.feedback.models import Feedback


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin[Feedback]):
    list_display = ("created_at", "page", "message", "status")
    list_filter = ("status",)
    search_fields = ("message", "page")
    readonly_fields = ("created_at", "page", "message", "contact")
