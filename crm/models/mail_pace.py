from django.db import models


class MailPace(models.Model):
    """The one row that is held while a mail is taken for sending.

    Counting those of the last minute and taking one more belong together: several workers that
    count at the same time would each find a place free, and take the same one.
    """

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="crm_mailpace_one")]

    def __str__(self):
        return "pace"

    @classmethod
    def hold(cls) -> None:
        """Wait until nobody else takes a mail; the others wait for the end of this transaction."""
        cls.objects.select_for_update().get_or_create(pk=1)
