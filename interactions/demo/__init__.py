"""The interactions of the demo story: templates, a year of talk, and what was taken back."""
