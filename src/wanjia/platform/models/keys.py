"""The keys with which the installation signs codes: cards, sheets, invitations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SigningKey(models.Model):
    """One Ed25519 key. Its number stands in each code that it signed; a retired one still verifies what is out."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    public = models.BinaryField(_("public key"))  # 32 raw bytes (RFC 8032)
    private_sealed = models.BinaryField(_("sealed private key"))
    created_at = models.DateTimeField(_("created at"))
    retired_at = models.DateTimeField(_("retired at"), null=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            models.CheckConstraint(name="key_number_is_one_byte", condition=Q(number__gte=1, number__lte=255)),
            models.UniqueConstraint(  # at most one signs
                models.Value(1), name="one_key_in_force", condition=Q(retired_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
