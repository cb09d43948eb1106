# Compiles the sources. Needs the development dependencies, of which the image gets none.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

# What runs in production: the optional dependencies are a Node for hosts with an old one.
FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:26-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Parallax" \
      org.opencontainers.image.description="Shadow-traffic comparison proxy" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist

# The image's own user `node`, by number: Kubernetes can check that only a number is not root.
USER 1000:1000

# The defaults of `listen` and `admin`. Both are loopback: other containers of the same pod reach
# them, other machines only after `listen: 0.0.0.0:8080`.
EXPOSE 8080 9900

# Parallax drains on SIGTERM; no shell stands in between that would keep the signal to itself.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 \
  CMD ["node", "dist/main.js", "healthcheck"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["run", "--config", "/etc/parallax/parallax.yaml"]
