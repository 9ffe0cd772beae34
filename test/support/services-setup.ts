import type { TestProject } from "vitest/node";
import { makeTemplate } from "./template.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** A program that kills PostgreSQL as a power cut would, and starts it again. */
    crashPostgres: string;
    /** mysql://user:password@host:port of a MariaDB in which databases may be made. */
    legacyAdminUrl: string;
    /** A real S3 server, with keys, as OBJECT_STORE_URL says it. */
    s3Url: string;
    /** A real Redis, with its password, as REDIS_URL says it. */
    redisUrl: string;
    /** A real Redis Cluster, with its password, as REDIS_CLUSTER_NODES says it. */
    redisClusterNodes: string;
  }
}

/** The suites on real servers. They never run against nothing: what is missing is an error. */
export default async function setup(project: TestProject): Promise<void> {
  const { TEST_POSTGRES_URL: url, TEST_POSTGRES_CRASH: crash, TEST_MARIADB_URL: legacy } = process.env;
  const { TEST_ELASTICSEARCH_URL: search, TEST_S3_URL: s3 } = process.env;
  const { TEST_REDIS_URL: redis, TEST_REDIS_CLUSTER_NODES: cluster } = process.env;
  if (!url || !crash || !legacy || !search || !s3 || !redis || !cluster)
    throw new Error("these tests need the servers that `npm run test:services` provisions: run them by that");
  await makeTemplate(url);
  project.provide("databaseAdminUrl", url);
  project.provide("crashPostgres", crash);
  project.provide("legacyAdminUrl", legacy);
  project.provide("elasticsearchUrl", search);
  project.provide("s3Url", s3);
  project.provide("redisUrl", redis);
  project.provide("redisClusterNodes", cluster);
}
