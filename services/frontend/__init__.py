"""The frontend: the page that people see, and the one address behind which all services stand."""
