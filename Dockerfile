# syntax=docker/dockerfile:1
# docker build -t tagcast .      One image for `start`, `api`, `worker` and every other command.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json prisma.config.ts codegen.yml schema.graphql ./
COPY prisma ./prisma
COPY scripts ./scripts
COPY src ./src
COPY console ./console
RUN node scripts/build.mjs
# What only a build needs (React, Vite, TypeScript, …) stays in this stage.
RUN node scripts/runtime-package.mjs && npm prune --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 TAGCAST_DATA_DIR=/data
WORKDIR /app
RUN install -d -o node -g node -m 700 /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/dist ./dist
USER node
VOLUME /data
EXPOSE 4000
# Whether the process lives; whether traffic should come here is /readyz.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["start"]
