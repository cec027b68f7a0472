"""The demo story: Severka Trading s.r.o., a dealer in pumps and valves, and a year of its work."""
