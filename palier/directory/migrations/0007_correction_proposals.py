from django.db import migrations


class Migration(migrations.Migration):
    """A mistake told becomes a proposal: same rows, a larger model."""

    dependencies = [("directory", "0006_services_of_source_rows")]

    operations = [
        migrations.RemoveConstraint(model_name="errorreport", name="error_report_has_message"),
        migrations.RemoveConstraint(model_name="errorreport", name="error_report_refused_with_answer"),
        migrations.RenameModel("ErrorReport", "CorrectionProposal"),
    ]
