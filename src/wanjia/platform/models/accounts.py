"""Accounts, what they may do where and until when, and the tokens that machines carry."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Bound to an area and a time span by a Grant. What each may do stands in `platform.access`."""

    CITY = "city", _("city command")
    DISTRICT = "district", _("district command")
    TOWN = "town", _("subdistrict command")
    SECRETARY = "secretary", _("committee secretary")
    WORKER = "worker", _("committee worker")
    GRID = "grid", _("grid worker")
    CONTACT = "contact", _("building contact")
    TESTER = "tester", _("tester")
    COURIER = "courier", _("courier")
    LAB = "lab", _("laboratory")
    TRACER = "tracer", _("case investigator")
    TRANSPORT = "transport", _("transfer desk")
    CARER = "carer", _("carer")
    STOREKEEPER = "store", _("storekeeper")
    VIEWER = "viewer", _("viewer")


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by the name that people type."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in. An account alone may do nothing: grants say what, where and until when."""

    login = models.CharField(_("sign-in name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    is_active = models.BooleanField(_("active"), default=True)
    is_device = models.BooleanField(_("a phone's"), default=False)  # never signs in: it has a key and no password
    is_founder = models.BooleanField(_("founder"), default=False)  # may give the first grants, nothing else
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    totp_sealed = models.BinaryField(_("sealed one-time password secret"), null=True)
    totp_last_step = models.BigIntegerField(_("last one-time password step used"), default=0)
    created_at = models.DateTimeField(_("created at"))

    USERNAME_FIELD = "login"
    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.login

    @property
    def has_totp(self) -> bool:
        return self.totp_sealed is not None


class Grant(models.Model):
    """A role over one subtree for a time. Ended by a person or by its date, never deleted."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    area = models.BigIntegerField(_("area"))  # 12 digits, or a compound's 14, or a building's 18
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True)
    given_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="grants_given", null=True, verbose_name=_("given by")
    )
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_start", condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area}"


class Token(models.Model):
    """A key that a device or a program shows instead of a password. Only its hash is kept."""

    hash = models.BinaryField(_("keyed hash"), primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens", verbose_name=_("account"))
    label = models.CharField(_("label"), max_length=60)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    area = models.BigIntegerField(_("area"), default=0)  # where the device belongs; its records are told apart there
    seen_at = models.DateTimeField(_("last heard of"), null=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.label
