"""Whoever keeps access in memory hears at commit that an account's access changed: its number is the message."""

from django.db import migrations

_FORWARD = """
CREATE FUNCTION platform_tell_access() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    PERFORM pg_notify('wanjia_access', coalesce(to_jsonb(NEW) ->> TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[0]));
    RETURN NULL;
END $$;
CREATE TRIGGER account_access_is_told AFTER UPDATE OF is_active ON platform_account
    FOR EACH ROW EXECUTE FUNCTION platform_tell_access('id');
CREATE TRIGGER grant_access_is_told AFTER INSERT OR UPDATE OR DELETE ON platform_grant
    FOR EACH ROW EXECUTE FUNCTION platform_tell_access('account_id');
CREATE TRIGGER token_access_is_told AFTER UPDATE OF revoked_at, expires_at OR DELETE ON platform_token
    FOR EACH ROW EXECUTE FUNCTION platform_tell_access('account_id');
"""
_BACKWARD = """
DROP TRIGGER account_access_is_told ON platform_account;
DROP TRIGGER grant_access_is_told ON platform_grant;
DROP TRIGGER token_access_is_told ON platform_token;
DROP FUNCTION platform_tell_access();
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0003_tokens_know_their_area")]
    operations = [migrations.RunSQL(_FORWARD, _BACKWARD)]
