#!/usr/bin/env bash
# Runs every test: on PostgreSQL, and what the database may make a difference to on SQLite before that, the demo's each by
# themselves, as they read one loading of it; then what needs a browser, S3 or PostgreSQL, or what is to run but once; and
# the website's with nothing beside them, as they measure what editors and visitors wait for. Arguments go to pytest.
#
# Each worker takes tests in their order: those that commit come last and leave no rows. Only with a browser do whole
# files stay together: some of them start a whole installation.
set -euo pipefail
cd "$(dirname "$0")/.."
elsewhere="browser or s3 or postgresql or once"
# What editors see and do, limits, and what is worked out of texts: the same on every database.
alike=()
for tests in admin content pages preview api/test_{abuse,compiler,cost,encodings,error_messages,http}.py \
    api/test_{query_documents,requests,rich_text,rich_text_cleaning,trusted,typed_links,work}.py; do
    alike+=("--ignore=tests/$tests")
done

# Parts follow each other whichever tests fail; what ends one otherwise, such as Ctrl-C, ends all.
failed=0
part() { "$@" || { [ $? -eq 1 ] && failed=1; } || exit 2; }
run() { part .venv/bin/python -m pytest -n 2 "$@"; }

# The test databases are copies of one that has every migration.
migrate() { DJANGO_SETTINGS_MODULE=settings.test .venv/bin/python manage.py migrate --verbosity=0; }

if [ "${1:-}" = on-postgresql ]; then
    shift
    migrate
    export TEST_DATABASE_TEMPLATE=${DATABASE_URL##*/}
    echo "Tests on PostgreSQL:"
    S3_BUCKET='' run --dist load -m "not ($elsewhere)" --ignore=tests/demo "$@"
    echo "The demo on PostgreSQL and S3:"
    run --dist load tests/demo "$@"
    echo "Tests with a browser, S3 and PostgreSQL:"
    run --dist loadfile -m "$elsewhere" --ignore=tests/demo --ignore=tests/website "$@"
    echo "The website:"
    part .venv/bin/python -m pytest tests/website "$@"
    exit "$failed"
fi

TEST_DATABASE_TEMPLATE=$(mktemp --suffix=.sqlite3)
trap 'rm -f "$TEST_DATABASE_TEMPLATE"*' EXIT
DATABASE_URL=sqlite:///$TEST_DATABASE_TEMPLATE migrate
export TEST_DATABASE_TEMPLATE
echo "Tests on SQLite:"
run --dist load -m "not (costly or $elsewhere)" --ignore=tests/demo "${alike[@]}" "$@"
echo "The demo on SQLite:"
run --dist load -m "not ($elsewhere)" tests/demo "$@"
part .venv/bin/python -m servers.run s3 postgresql -- tests/run.sh on-postgresql "$@"
exit "$failed"
