"""The chain, its anchors, and the triggers that let an entry be neither changed nor deleted."""

from django.db import migrations, models

SQLITE = [
    """CREATE TRIGGER audit_entry_stays_as_it_is BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'An audit entry cannot be changed.'); END""",
    """CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'An audit entry cannot be deleted.'); END""",
]
SQLITE_AWAY = ["DROP TRIGGER audit_entry_stays_as_it_is", "DROP TRIGGER audit_entry_stays"]
POSTGRESQL = [
    """CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM audit_entry) THEN
           RAISE EXCEPTION 'An audit entry cannot be changed or deleted.';
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_stays()""",
    """CREATE TRIGGER audit_entry_stays_whole BEFORE TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()""",
]
POSTGRESQL_AWAY = [
    "DROP TRIGGER audit_entry_stays ON audit_entry",
    "DROP TRIGGER audit_entry_stays_whole ON audit_entry",
    "DROP FUNCTION audit_entry_stays()",
]


def forbid(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    for statement in SQLITE_AWAY if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_AWAY:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("at", models.DateTimeField(unique=True)),
                ("line", models.CharField(max_length=250)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("deed", models.CharField(max_length=40)),
                ("about", models.UUIDField(null=True)),
                ("facts", models.TextField()),
                ("mac", models.BinaryField(max_length=32)),
            ],
            options={"verbose_name_plural": "entries"},
        ),
        migrations.RunPython(forbid, allow),
    ]
