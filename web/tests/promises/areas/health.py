"""How the installation is doing, as a page and as numbers."""

from web.tests.promises.registry import address, declare_operators_figure

address("health:metrics")

DISK = "the size of the database file, which whoever runs the machine sees anyway; everybody's rows are in it"
declare_operators_figure(r"(?m)^hearten_database_bytes \S+$", DISK)
declare_operators_figure(r"SQLite [\d.]+, [A-Z]+ and [A-Z]+, [\d.]+.{1,3}[KMG]?B", DISK)
