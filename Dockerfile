# Two stages: the first builds an environment of its own from the lock; the second runs it,
# without compilers, without pip's cache, as a user without rights. Nothing is fetched at run time.
ARG DEBIAN=bookworm-slim

FROM debian:${DEBIAN} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
RUN python3 -m venv /opt/kehoach
COPY requirements.txt .
RUN /opt/kehoach/bin/python -m pip install --no-cache-dir --require-hashes --no-deps \
    --only-binary :all: -r requirements.txt
COPY . .
# The wheel, not the tree: what runs is what the wheel holds.
RUN /opt/kehoach/bin/python -m hatchling build -t wheel -d /tmp/wheel \
 && /opt/kehoach/bin/python -m pip install --no-index --no-deps /tmp/wheel/*.whl \
 && /opt/kehoach/bin/python -m pip uninstall -y hatchling editables trove-classifiers pip

FROM debian:${DEBIAN}
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 tesseract-ocr tesseract-ocr-vie \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 kehoach
COPY --from=build /opt/kehoach /opt/kehoach
ENV LANG=C.UTF-8 \
    OMP_THREAD_LIMIT=1 \
    PATH=/opt/kehoach/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
# The service keeps its store here: mount a volume.
RUN install -d -o kehoach /data
ENV KEHOACH_DATA=/data
VOLUME /data
EXPOSE 8765
USER kehoach
# Mount the folder of plans here: docker run --network none -v "$PWD:/plans" kehoach extract ...
WORKDIR /plans
ENTRYPOINT ["kehoach"]
CMD ["--help"]
