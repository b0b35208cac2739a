# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY settings settings
COPY cms cms
COPY pages pages
COPY providers providers
COPY treatments treatments
COPY locations locations
# Collecting static files asks no service: these values serve this step alone and stay out of the image.
RUN DJANGO_SETTINGS_MODULE=settings.production SECRET_KEY=for-collecting ALLOWED_HOSTS=localhost \
    CMS_BASE_URL=http://localhost DATABASE_URL=sqlite:////tmp/none.sqlite3 EMAIL_URL=dummymail:// \
    DEFAULT_FROM_EMAIL=cms@localhost python manage.py collectstatic --noinput

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=settings.production \
    PORT=8000
RUN useradd --system --uid 10001 --no-create-home cms
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
# Where files are kept when S3_BUCKET is not set. Web and worker must share it.
RUN install -d -o cms /app/media
VOLUME /app/media
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["python", "-m", "cms.health"]
# Migrations are a step of the release, before this starts: python manage.py migrate --noinput
CMD ["python", "-m", "cms.serve"]
