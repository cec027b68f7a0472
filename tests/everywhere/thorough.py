"""A client for whoever opens every address."""

from django.test import Client


class ThoroughClient(Client):
    """Reads what is streamed, as a browser does: else the file that is sent stays open."""

    def request(self, **request):
        response = super().request(**request)
        if response.streaming:
            response.streaming_content = [b"".join(response.streaming_content)]
        return response
