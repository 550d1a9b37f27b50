"""The database itself refuses to change or delete a line of the audit log."""

from django.db import migrations

_FORWARD = """
CREATE FUNCTION platform_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON platform_auditentry
    FOR EACH ROW EXECUTE FUNCTION platform_audit_is_append_only();
"""
_BACKWARD = """
DROP TRIGGER audit_is_append_only ON platform_auditentry;
DROP FUNCTION platform_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]
    operations = [migrations.RunSQL(_FORWARD, _BACKWARD)]
