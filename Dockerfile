FROM python:3.12-slim

WORKDIR /srv/register
COPY requirements/production.txt requirements/node.txt requirements/
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/production.txt
COPY package.json package-lock.json .npmrc ./
COPY scripts/assets.py scripts/node.py scripts/
RUN mkdir assets && PYTHONPATH=scripts python -c "import assets; assets.install()"
COPY . .
RUN useradd --system --home-dir /srv/state register && install -d -o register -m 700 /srv/state
USER register
ENV STATE_DIR=/srv/state PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["python", "scripts/serve.py", "--listen", "0.0.0.0:8000"]
