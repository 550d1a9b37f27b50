"""Proofs are only added: they are looked through for visibility after each twentieth that is new, not after each fifth.

A gap list then reads the index alone instead of a page of the table for every proof.
"""

from django.db import migrations

_OFTEN = "ALTER TABLE coverage_proof SET (autovacuum_vacuum_insert_scale_factor = 0.05)"
_AS_USUAL = "ALTER TABLE coverage_proof RESET (autovacuum_vacuum_insert_scale_factor)"


class Migration(migrations.Migration):
    dependencies = [("coverage", "0002_arrivals_tubes_totals")]
    operations = [migrations.RunSQL(_OFTEN, _AS_USUAL)]
