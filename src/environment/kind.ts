import type { ServiceKind } from './environment.js';

/** Words in image names that tell what a service is for; the first that fits wins. */
const hints: readonly (readonly [RegExp, ServiceKind])[] = [
  [/exporter|cadvisor|adminer|pgadmin|redis-?insight|kafka-ui|mailhog|mailpit|portainer/, 'tool'],
  [/^(k6|locust|vegeta|wrk|hey|loadgen.*|load-generator)$/, 'load'],
  [/^(nginx.*|haproxy|traefik|caddy|envoy.*|kong|apisix|httpd)$/, 'gateway'],
  [/^(redis.*|valkey.*|memcached|keydb|dragonfly)$/, 'cache'],
  [/^(.*kafka.*|redpanda|rabbitmq|nats.*|activemq.*|pulsar.*|mosquitto|zookeeper)$/, 'queue'],
  [/^(prometheus|grafana.*|victoria-?metrics|mimir|thanos|statsd.*|telegraf|influxdb.*)$/, 'metrics'],
  [/^(loki|promtail|fluentd|fluent-bit|filebeat|logstash|kibana|vector|graylog)$/, 'logs'],
  [/^(jaeger.*|all-in-one|zipkin|tempo|otel.*|opentelemetry-collector.*)$/, 'traces'],
  [
    /^(.*postgres.*|postgis|pgvector|timescaledb.*|mysql.*|mariadb|percona.*|mongo.*|cockroach.*|cassandra|scylla|clickhouse.*|etcd|elasticsearch|opensearch|neo4j|mssql.*|couchdb|minio)$/,
    'database',
  ],
];

/** What a service without `x-sim.kind` is for, as far as its image's name tells. */
export function guessKind(image: string | undefined): ServiceKind {
  const name = imageName(image ?? '');
  return hints.find(([pattern]) => pattern.test(name))?.[1] ?? 'service';
}

/** `postgres` of `registry:5000/library/postgres:17.2@sha256:…`. */
function imageName(reference: string): string {
  const path = reference.split('@')[0] ?? '';
  const last = path.split('/').at(-1) ?? '';
  return (last.split(':')[0] ?? '').toLowerCase();
}
