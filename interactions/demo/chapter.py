"""The chapter of the first floor: templates, a year in the log, what was put right or left."""

from crm.demo.story import Story
from interactions.demo.aftermath import Aftermath
from interactions.demo.correspondence import correspond
from interactions.demo.set_up import set_up
from interactions.demo.unfinished import leave_unfinished
from interactions.demo.year import Year


def tell(story: Story) -> None:
    """Set the templates up, live the year, and look back on it."""
    recorded = list(Year(story, set_up(story)).live())
    Aftermath(story, recorded).come()
    leave_unfinished(story, recorded)
    correspond(story)
