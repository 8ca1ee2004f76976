FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 \
    DJANGO_SETTINGS_MODULE=knowledge_hub.settings.production HUB_DATA_DIR=/data
RUN useradd --create-home hub && install -d -o hub /data
WORKDIR /hub
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY knowledge_hub knowledge_hub
COPY members members
COPY cases cases
COPY search search
COPY templates templates
COPY manage.py ./
RUN pip install -c constraints.txt -e '.[postgres,elasticsearch,opensearch]'
USER hub
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "knowledge_hub.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4"]
